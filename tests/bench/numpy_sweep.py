"""The sweep in NumPy: all parameter sets side by side in columns, one step of Python a round.

Reads from a folder: rounds.i32 (multipliers, hundredths) and sets.json (for each set its columns stakes, cashOuts,
afterWin, afterLoss). Prints the seconds it took and each set's profit and deepest fall, minor units.
"""
import json
import sys
import time

import numpy as np

folder = sys.argv[1]
rounds = np.fromfile(f"{folder}/rounds.i32", dtype=np.int32)
sets = json.load(open(f"{folder}/sets.json"))
start = time.perf_counter()
width = max(len(one["stakes"]) for one in sets)
column = lambda name: np.array([one[name] + [0] * (width - len(one[name])) for one in sets], dtype=np.int64).ravel()
stakes, cash_outs, after_win, after_loss = (column(name) for name in ("stakes", "cashOuts", "afterWin", "afterLoss"))
gains = stakes * cash_outs // 100 - stakes
base = np.arange(len(sets)) * width
after_win += np.repeat(base, width)
after_loss += np.repeat(base, width)
at = base.copy()
profit = np.zeros(len(sets), dtype=np.int64)
peak = profit.copy()
fall = profit.copy()
for multiplier in rounds:
    won = cash_outs[at] <= multiplier
    profit += np.where(won, gains[at], -stakes[at])
    at = np.where(won, after_win[at], after_loss[at])
    np.maximum(peak, profit, out=peak)
    np.maximum(fall, peak - profit, out=fall)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "profit": profit.tolist(), "maxDrawdown": fall.tolist()}))
