#!/usr/bin/python3
"""Fits scikit-learn's boosting, 100 trees of depth 3, on features that are sorted into bins already.

DIR has bins.u8 (a byte a feature, row after row) and y.u8 (a byte a row, 0 or 1); the first TRAINED rows are trained on.
Prints a JSON object with the AUC and the log loss on the others.
"""

import json
import os
import sys

import numpy
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score

folder, trained = sys.argv[1], int(sys.argv[2])
y = numpy.fromfile(os.path.join(folder, "y.u8"), dtype=numpy.uint8)
x = numpy.fromfile(os.path.join(folder, "bins.u8"), dtype=numpy.uint8).reshape(len(y), -1).astype(numpy.float32)
fitted = GradientBoostingClassifier(n_estimators=100, random_state=0).fit(x[:trained], y[:trained])
foretold = fitted.predict_proba(x[trained:])[:, 1]
print(json.dumps({"auc": roc_auc_score(y[trained:], foretold), "logLoss": log_loss(y[trained:], foretold)}))
