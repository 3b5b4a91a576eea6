"""Remaining life on C-MAPSS FD001 by a trained model in the agent: remaining_life.py WEIR train_FD001.txt

Engines are held out in five folds; LightGBM is trained on the others, `weir predict` judges the one held out. Each engine is
cut at one cycle by chance, for 20 seeds. Prints the capped RMSE over the engines, mean and spread over the seeds, and how far
the agent's answers are from LightGBM's own at most. Ends with 1 above 11.0.
"""
import csv, pathlib, random, subprocess, sys, tempfile

import lightgbm, numpy

weir, data = sys.argv[1:]
sensors = [2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21]
forms = ["ewma(s{}, 0.1)", "mean(s{})", "departure(s{}, 0.1)", "ewma_delta(s{}, 0.1, 10)", "ewma_delta(s{}, 0.1, 30)"]
settings = dict(objective="regression", learning_rate=0.03, num_leaves=16, min_child_samples=40, feature_fraction=0.4,
                bagging_fraction=0.7, bagging_freq=1, num_threads=1, seed=1, verbosity=-1)


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    rows = [line.split() for line in open(data)]
    with open(folder / "engines.csv", "w") as file:
        print("engine," + ",".join(f"s{n}" for n in sensors), file=file)
        for row in rows:
            print(row[0] + "," + ",".join(row[4 + n] for n in sensors), file=file)
    features = [form.format(n) for n in sensors for form in forms] + ["age()"]
    (folder / "features.txt").write_text("\n".join(features) + "\n")
    shared = ["--features", str(folder / "features.txt"), "--per", "engine", str(folder / "engines.csv")]
    table = list(csv.reader(run(weir, "features", *shared).splitlines()))
    first = table[0].index(features[0])
    x = numpy.array([[float(value or "nan") for value in row[first:]] for row in table[1:]])
    engine = numpy.array([int(row[0]) for row in table[1:]])
    last = {number: numpy.flatnonzero(engine == number)[-1] for number in set(engine)}
    y = numpy.minimum([last[number] - index for index, number in enumerate(engine)], 125.0)

    guess = numpy.zeros(len(y))
    apart = 0.0
    for fold in range(5):
        seen = engine % 5 != fold
        model = lightgbm.train(settings, lightgbm.Dataset(x[seen], y[seen]), 300)
        model.save_model(folder / "model.txt")
        lines = run(weir, "predict", "--model", str(folder / "model.txt"), "--format", "lightgbm", *shared).splitlines()
        # Before 30 cycles a feature is missing, and the recipe's device file lets the model decide.
        own = numpy.array([float(line.split(",")[-1] or "nan") for line in lines[1:]])
        theirs = model.predict(x)
        known = ~numpy.isnan(own)
        apart = max(apart, numpy.max(numpy.abs(own[known] - theirs[known]) / numpy.abs(theirs[known])))
        guess[~seen] = own[~seen]

errors = []
for seed in range(20):
    chance = random.Random(seed)
    cuts = [chance.choice(numpy.flatnonzero(engine == number)[30:]) for number in sorted(set(engine))]
    errors.append(float(numpy.sqrt(numpy.mean((guess[cuts] - y[cuts]) ** 2))))
mean, spread = numpy.mean(errors), numpy.std(errors, ddof=1)
print(f"C-MAPSS FD001 trained model: capped RMSE {mean:.2f} +- {spread:.2f} over 20 seeds (at most 11.0)")
print(f"the agent's answers are within {apart:.1e} of LightGBM's (at most 1e-6)")
sys.exit(0 if mean <= 11.0 and apart <= 1e-6 else 1)
