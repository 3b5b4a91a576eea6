"""What can be known of the Grafana dashboard without Grafana: every expression is one, names only metrics and labels that the
gateway has, and asks of each what its kind can answer; data source, variables, units and places are in order.

    check-dashboard.py DASHBOARD METRICS.md PROMTOOL    prints what is wrong, and ends with 1 where anything is
"""

import json
import os
import re
import subprocess
import sys
import tempfile

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
# Grafana's own panels, and its identifiers of units, as far as they are used here.
PANELS = {"stat", "timeseries", "table", "gauge", "bargauge", "row", "text"}
UNITS = {"short", "s", "ops", "opm", "bytes", "Bps", "percentunit", "none"}
# What Prometheus adds to every sample that it takes.
TARGET_LABELS = {"instance", "job"}
VARIABLES = {"__rate_interval": "5m", "__interval": "1m", "__all": ".*"}
COLUMNS = 24


def metrics(path):
    """The kinds and labels of the metrics in the reference."""
    found = {}
    with open(path) as file:
        for line in file:
            row = re.match(r"\| `([a-z_]+)` \| ([a-z]+) \| ([^|]*) \|", line)
            if row:
                found[row[1]] = (row[2], set(re.findall(r"`([a-z_]+)`", row[3])))
    return found


def judge_expression(expression, known):
    """What is wrong with the metrics, labels and functions of an expression."""
    names = re.findall(r"\b((?:weir|process)_[a-z_]+)\b", expression)
    if not names:
        yield "it asks for no metric of ours"
    for name in names:
        if name not in known:
            yield f"there is no metric {name}"
            continue
        kind, labels = known[name]
        matcher = re.search(re.escape(name) + r"\{([^}]*)\}", expression)
        for label in re.findall(r'([a-z_]+)\s*(?:=~|!=|!~|=)', matcher[1] if matcher else ""):
            if label not in labels | TARGET_LABELS:
                yield f"{name} has no label {label}"
        counts = re.search(r"\b(?:rate|irate|increase)\(\s*" + re.escape(name) + r"\b", expression)
        if kind == "counter" and not counts:
            yield f"{name} only ever grows: ask for its rate"
        if kind == "gauge" and counts:
            yield f"{name} goes up and down: it has no rate"
        if not matcher or "$instance" not in matcher[1]:
            yield f"{name} is asked of gateways that nobody chose"


def judge_legend(legend, expression, known):
    names = [name for name in re.findall(r"\b((?:weir|process)_[a-z_]+)\b", expression) if name in known]
    for label in re.findall(r"\{\{\s*([a-z_]+)\s*\}\}", legend):
        if not any(label in known[name][1] | TARGET_LABELS for name in names):
            yield f"the legend's label {label} is none of {', '.join(names)}"


def judge_places(panels):
    taken = {}
    for panel in panels:
        place = panel["gridPos"]
        if place["x"] < 0 or place["x"] + place["w"] > COLUMNS:
            yield f"'{panel['title']}' does not fit"
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                other = taken.setdefault((x, y), panel["title"])
                if other != panel["title"]:
                    yield f"'{panel['title']}' lies on '{other}'"
                    return


def judge(dashboard, known):
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    if variables.get("datasource", {}).get("query") != SOURCE["type"]:
        yield "nobody can choose the data source"
    for name in set(re.findall(r"\$\{?([A-Za-z_]+)", json.dumps(dashboard))) - set(variables) - set(VARIABLES):
        yield f"there is no variable {name}"
    for variable in variables.values():
        if variable["type"] != "query":
            continue
        if variable["datasource"] != SOURCE:
            yield f"the variable {variable['name']} asks another data source"
        asked = re.fullmatch(r"label_values\(([a-z_]+), ([a-z_]+)\)", variable["query"]["query"])
        if not asked or asked[1] not in known or asked[2] not in known[asked[1]][1] | TARGET_LABELS:
            yield f"the variable {variable['name']} asks for what there is not"
    identifiers = [panel["id"] for panel in dashboard["panels"]]
    if len(set(identifiers)) < len(identifiers):
        yield "two panels have one id"
    yield from judge_places(dashboard["panels"])
    for panel in dashboard["panels"]:
        for problem in judge_panel(panel, known):
            yield f"'{panel['title']}': {problem}"


def judge_panel(panel, known):
    if panel["type"] not in PANELS:
        yield f"a panel '{panel['type']}' is none of Grafana's own"
    if panel["type"] in {"row", "text"}:
        return
    if panel["fieldConfig"]["defaults"].get("unit") not in UNITS:
        yield "its unit is none"
    targets = panel["targets"]
    if not targets or len({target["refId"] for target in targets}) < len(targets):
        yield "its questions have no names of their own"
    for source in [panel["datasource"]] + [target["datasource"] for target in targets if "datasource" in target]:
        if source != SOURCE:
            yield "it asks another data source"
    for target in targets:
        yield from judge_expression(target["expr"], known)
        yield from judge_legend(target.get("legendFormat", ""), target["expr"], known)


def parse(expressions, promtool):
    """What promtool says of the expressions, with Grafana's variables filled in; nothing where all are right."""
    rules = []
    for index, expression in enumerate(expressions):
        for name, value in VARIABLES.items():
            expression = expression.replace(f"${name}", value)
        rules.append({"record": f"panel:expression:{index}", "expr": expression.replace("$instance", ".*")})
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "rules.json")
        with open(path, "w") as file:
            # JSON is YAML.
            json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
        done = subprocess.run([promtool, "check", "rules", path], capture_output=True, text=True)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).strip().splitlines()


def main(dashboard_path, metrics_path, promtool):
    with open(dashboard_path) as file:
        dashboard = json.load(file)
    known = metrics(metrics_path)
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    problems = list(judge(dashboard, known)) + parse(expressions, promtool)
    # The positive control: mistakes are seen.
    for wrong in ["weir_upp", "weir_readings_total", "rate(weir_up[5m])", 'weir_up{uplink="a"}']:
        if not list(judge_expression(wrong, known)):
            problems.append(f"the mistake in {wrong} is not seen")
    if not parse(["rate(weir_readings_total[5m]"], promtool):
        problems.append("promtool takes anything")
    for problem in problems:
        print(problem)
    if problems or not expressions:
        raise SystemExit(1)
    print(f"{len(dashboard['panels'])} panels with {len(expressions)} expressions are sound")


if __name__ == "__main__":
    main(*sys.argv[1:4])
