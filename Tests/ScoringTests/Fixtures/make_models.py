"""Writes the small models of this folder and what their own libraries answer to the rows beside them.

Needs lightgbm, xgboost, scikit-learn, skl2onnx and onnxruntime; run it here to renew the folder.
A .rows file has a row a line: the features, a bar, the outputs.
"""
import os

import lightgbm as lgb
import numpy as np
import onnxruntime as ort
import sklearn.ensemble as en
import sklearn.linear_model as lm
import sklearn.neural_network as nn
import sklearn.pipeline as pl
import sklearn.preprocessing as pp
import xgboost as xgb
from skl2onnx import to_onnx

r = np.random.default_rng(1)
n = 1500
X = r.normal(size=(n, 6))
X[:, 5] = r.integers(0, 12, n)
X[:, :5][r.random((n, 5)) < 0.05] = np.nan
X[r.random(n) < 0.2, 2] = 0
Z = np.nan_to_num(X).astype(np.float32)
y = Z[:, 0] * 2 + np.sin(Z[:, 1] * 3) + (X[:, 5] % 3 == 1) * 2 + r.normal(size=n) * 0.1 + np.isnan(X[:, 3]) * 1.5
two, three = (y > 1).astype(int), np.digitize(y, [0, 2])
T = np.vstack([X[:20], r.normal(size=(10, 6)) * 3])
T[20:, 5] = r.integers(-2, 40, 10)
T[25, :], T[26, 1], T[27, 2] = np.nan, 0, np.nan
TZ = np.nan_to_num(T).astype(np.float32)


def put(name, answers, rows=T):
    answers = np.asarray(answers, dtype=float).reshape(len(rows), -1)
    with open(name + ".rows", "w") as file:
        for row, answer in zip(rows, answers):
            words = [" ".join(repr(float(v)) for v in part) for part in (row, answer)]
            file.write(" | ".join(words) + "\n")


def light(name, labels, categories=False, **parameters):
    parameters = dict(verbose=-1, num_leaves=5, min_data_in_leaf=5, deterministic=True, seed=1) | parameters
    data = lgb.Dataset(X, labels, categorical_feature=[5] if categories else "auto")
    model = lgb.train(parameters, data, 4)
    # The importances and parameters after the trees are of no use here.
    with open(name + ".lightgbm", "w") as file:
        file.write(model.model_to_string().split("\nfeature_importances")[0] + "\n")
    put(name, model.predict(T))


def extreme(name, labels, **parameters):
    model = xgb.train(dict(max_depth=2, nthread=1, seed=1) | parameters, xgb.DMatrix(X, labels), 4)
    model.save_model(name + ".json")
    os.rename(name + ".json", name + ".xgboost")
    put(name, model.predict(xgb.DMatrix(T)))


def open_exchange(name, model, kind=np.float32):
    options = {id(model): {"zipmap": False}} if hasattr(model, "classes_") else None
    text = to_onnx(model, Z[:1].astype(kind), options=options).SerializeToString()
    with open(name + ".onnx", "wb") as file:
        file.write(text)
    session = ort.InferenceSession(text)
    put(name, session.run(None, {session.get_inputs()[0].name: TZ.astype(kind)})[-1], TZ)


light("lightgbm-regression", y, objective="regression")
light("lightgbm-no-missing", y, objective="regression", use_missing=False)
light("lightgbm-zero-missing", y, objective="regression", zero_as_missing=True)
light("lightgbm-categories", y, True, objective="regression", min_data_per_group=5, cat_smooth=1)
light("lightgbm-binary", two, objective="binary", sigmoid=0.7)
light("lightgbm-classes", three, objective="multiclass", num_class=3)
light("lightgbm-forest", y, objective="regression", boosting="rf", bagging_freq=1, bagging_fraction=0.6)
extreme("xgboost-regression", y, objective="reg:squarederror")
extreme("xgboost-binary", two, objective="binary:logistic")
extreme("xgboost-classes", three, objective="multi:softprob", num_class=3)
extreme("xgboost-poisson", np.round(np.exp(y / 3)), objective="count:poisson")
extreme("xgboost-dart", y, objective="reg:squarederror", booster="dart", rate_drop=0.3)
open_exchange("onnx-ridge-double", lm.Ridge().fit(Z, y), np.float64)
open_exchange("onnx-logistic", lm.LogisticRegression(max_iter=500).fit(Z, two))
open_exchange("onnx-forest", en.RandomForestRegressor(3, max_depth=3, random_state=1).fit(Z, y))
open_exchange("onnx-forest-classes", en.RandomForestClassifier(3, max_depth=3, random_state=1).fit(Z, three))
open_exchange("onnx-boost-binary", en.GradientBoostingClassifier(n_estimators=4, random_state=1).fit(Z, two))
layers = nn.MLPRegressor(hidden_layer_sizes=(8, 4), activation="tanh", max_iter=200, random_state=1)
open_exchange("onnx-layers", pl.make_pipeline(pp.StandardScaler(), layers).fit(Z, y))
open_exchange("onnx-layers-binary", nn.MLPClassifier((8,), max_iter=200, random_state=1).fit(Z, two))
