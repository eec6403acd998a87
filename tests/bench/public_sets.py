#!/usr/bin/python3
"""Fits scikit-learn's forest and boosting on two data sets that it ships, fold by fold.

DIR gets for each set NAME.X.f32 (float32, row after row), NAME.y.u8, NAME.fold.u8 (a row a repeat: each data row's
fold) and NAME.MODEL.f64 (a row a repeat: the probability of class 1, foretold while the row was held out). Prints a JSON
object with the sets' sizes. The same trees are wanted of whoever is compared: see MODELS.
"""

import json
import os
import sys

import numpy
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier

REPEATS, FOLDS = 4, 5
MODELS = {
    "forest": lambda seed: RandomForestClassifier(200, min_samples_leaf=5, random_state=seed),
    "boosting": lambda seed: GradientBoostingClassifier(n_estimators=60, random_state=seed),
}


def sets():
    cancer, digits = load_breast_cancer(), load_digits()
    yield "breast_cancer", cancer.data, cancer.target
    # Even or odd: sixteen times sixteen grey levels, of which eight times eight are left.
    yield "digits", digits.data, digits.target % 2


def main():
    folder, sizes = sys.argv[1], {}
    for name, values, classes in sets():
        x, y = values.astype("<f4"), classes.astype(numpy.uint8)
        random = numpy.random.default_rng(7)
        folds = numpy.array([random.permutation(len(y)) % FOLDS for _ in range(REPEATS)], dtype=numpy.uint8)
        for file, array in ((f"{name}.X.f32", x), (f"{name}.y.u8", y), (f"{name}.fold.u8", folds)):
            array.tofile(os.path.join(folder, file))
        for model, make in MODELS.items():
            foretold = numpy.zeros((REPEATS, len(y)))
            for repeat in range(REPEATS):
                for fold in range(FOLDS):
                    out = folds[repeat] == fold
                    fitted = make(100 * repeat + fold).fit(x[~out], y[~out])
                    foretold[repeat, out] = fitted.predict_proba(x[out])[:, 1]
            foretold.astype("<f8").tofile(os.path.join(folder, f"{name}.{model}.f64"))
        sizes[name] = {"rows": len(y), "columns": x.shape[1], "repeats": REPEATS, "folds": FOLDS}
    print(json.dumps(sizes))


main()
