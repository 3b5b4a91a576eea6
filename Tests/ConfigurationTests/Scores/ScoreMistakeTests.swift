import Testing

@Suite("Mistakes in scores and waveforms")
struct ScoreMistakeTests {
    static let rows = [
        Row(
            "no detector", "scores: {w: {of: temperature}}\n",
            "8:13: error: a score needs one of 'detect', 'remaining_life', 'health', 'model'",
            "8:18: error: 'of' belongs to 'detect' and 'health'; write the signals under 'features'"),
        Row(
            "unknown detector", "scores: {w: {detect: discrd, of: temperature}}\n",
            "8:22: error: 'discrd' is not known here; write 'discord'"),
        Row(
            "two judges",
            "scores: {w: {detect: ewma, model: m.txt, of: temperature, format: onnx, features: [temperature]}}\n",
            "8:28: error: 'detect' and 'model' exclude each other in a score; remove one of them"),
        Row(
            "nothing to judge", "scores: {w: {detect: ewma}}\n",
            "8:13: error: a detector needs what it judges; write 'of: NAME' with a signal"),
        Row(
            "unknown signal", "scores: {w: {detect: ewma, of: temprature}}\n",
            "8:32: error: there is no signal or derived value 'temprature'; write 'temperature'"),
        Row(
            "no number", "scores: {w: {detect: ewma, of: running}}\nrules: {r: {when: running && w > 1.0}}\n",
            "8:32: error: 'running' is true or false; name a number"),
        Row(
            "itself", "scores: {w: {detect: ewma, of: w}}\n",
            "8:32: error: there is no signal or derived value 'w'; name a signal of an input"),
        Row(
            "a setting of another detector", "scores: {w: {detect: ewma, of: temperature, limit: 8}}\n",
            "8:52: error: 'ewma' has no setting 'limit'; its settings are warmup, alpha, sigmas"),
        Row(
            "a setting out of range", "scores: {w: {detect: ewma, of: temperature, alpha: 2}}\n",
            "8:52: error: 'alpha' is 2; write a number from 1e-06 to 1"),
        Row(
            "half a row", "scores: {w: {detect: ewma, of: temperature, warmup: 20.5}}\n",
            "8:53: error: 'warmup' is 20.5; write a whole number"),
        Row(
            "a range upside down", "scores: {w: {detect: range, of: temperature, low: 9, high: 9}}\n",
            "8:51: error: 'low' is 9 and 'high' 9; write a 'low' below 'high'"),
        Row(
            "a zone of nowhere", "scores: {w: {detect: seasonal, of: temperature, zone: Oslo}}\n",
            "8:55: error: there is no time zone 'Oslo'; write 'Europe/Oslo'"),
        Row(
            "a zone of another detector", "scores: {w: {detect: ewma, of: temperature, zone: Europe/Oslo}}\n",
            "8:51: error: 'zone' belongs to 'detect: seasonal'; remove it"),
        Row(
            "two clocks", "scores: {w: {detect: seasonal, of: temperature, offset: 1h, zone: Europe/Oslo}}\n",
            "8:67: error: 'zone' and 'offset' both say what time it is; remove 'offset'"),
        Row(
            "a period that is none", "scores: {w: {detect: seasonal, of: temperature, period: daily}}\n",
            "8:57: error: 'daily' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"),
        Row(
            "one signal together", "scores: {w: {detect: multivariate, of: temperature}}\n",
            "8:40: error: 'multivariate' judges signals together; name two or more, as in [temperature, vibration]"),
        Row(
            "one signal twice", "scores: {w: {detect: multivariate, of: [temperature, temperature]}}\n",
            "8:40: error: 'multivariate' judges signals together; name two or more, as in [temperature, vibration]"),
        Row(
            "all left out",
            "derive: {d: temperature * 2.0}\nscores: {w: {detect: multivariate, of: [temperature, d], dropped: 2}}\n",
            "9:67: error: 'dropped' is 2 of 2 signals; write at most 0, since two always stay"),
        Row(
            "a life without an end", "scores: {w: {remaining_life: {of: temperature}}}\n",
            "8:30: error: a remaining life needs one of 'threshold', 'fleet'"),
        Row(
            "a taken name", "scores: {temperature: {detect: ewma, of: temperature}}\n",
            "8:10: error: the name 'temperature' is taken (line 5); give the score another name"),
        Row(
            "a score of itself", "scores: {w: {detect: ewma, of: d}}\nderive: {d: w + temperature}\n",
            "8:10: error: rules depend on one another in a circle: d -> w -> d; break the circle"),
        Row(
            "learned without a detector",
            "scores: {w: {remaining_life: {of: temperature, threshold: 90}, learned: l.json}}\n",
            "8:73: error: only a detector learns what is healthy; remove it"),
        Row(
            "a file that is not there", "scores: {w: {detect: ewma, of: temperature, learned: l.json}}\n",
            "8:54: error: 'devices/l.json': there is no such file"),
        Row(
            "a file elsewhere", "scores: {w: {detect: ewma, of: temperature, learned: ../l.json}}\n",
            "8:54: error: 'devices/../l.json': files are read from the configuration directory only; write a path below it, such as 'models/pump.txt'"
        ),
        Row(
            "a model without a format", "scores: {w: {model: m.txt, features: [temperature]}}\n",
            "8:13: error: a model needs its format; write 'format: lightgbm', xgboost or onnx"),
        Row(
            "a feature that there is not",
            "scores: {w: {model: m.txt, format: onnx, features: [\"median(temperature)\"]}}\n",
            "8:53: error: 'median(temperature)': there is no such feature of 1 arguments; write a signal, ewma(x, 0.1), ewma_difference(x, 0.3, 0.04), mean(x), mean(x, 20), departure(x, 0.1), std(x, 20), delta(x, 10), ewma_delta(x, 0.1, 30) or age()"
        ),
    ]

    @Test("each is told at its place, with what to write", arguments: rows)
    func mistake(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    static let waveforms = [
        Row(
            "no name", "waveform: {rate: 6400/s}", "4:35: error: a waveform needs 'as'; write 'as: vib'"),
        Row(
            "no rate", "waveform: {as: vib}", "4:35: error: a waveform needs one of 'rate', 'rate_at'"),
        Row(
            "a unit that is none", "waveform: {as: vib, rate: 6400/s, unit: mg}",
            "4:65: error: 'mg' is not known here; write 'g'"),
        Row(
            "raw samples at a path", "waveform: {as: vib, rate: 6400/s, encoding: raw, of: samples}",
            "4:78: error: a payload of raw samples has nothing else, so 'of' has no place; remove it"),
        Row(
            "zones without a unit", "waveform: {as: vib, rate: 6400/s, zones: [1.4, 2.8, 4.5]}",
            "4:66: error: there is no velocity without a unit, so 'zones' means nothing; write 'unit: g', m/s2 or mm/s"),
        Row(
            "zones that fall", "waveform: {as: vib, rate: 6400/s, unit: g, zones: [4.5, 2.8, 1.4]}",
            "4:75: error: the limits of the zones rise from above 0; write [1.4, 2.8, 4.5]"),
        Row(
            "a bearing that stands", "waveform: {as: vib, rate: 6400/s, unit: g, bearing: \"6205\"}",
            "4:77: error: how fast the bearing turns is not said; write 'shaft: 1797/min', or 'shaft_at: rpm'"),
        Row(
            "a bearing that is not known",
            "waveform: {as: vib, rate: 6400/s, unit: g, shaft: 1797/min, bearing: \"6206\"}",
            "4:94: error: '6206' is not known here; write {balls: 9, ball: 7.94, pitch: 39.04}, with its own geometry"),
        Row(
            "a ball that does not fit",
            "waveform: {as: vib, rate: 6400/s, shaft: 1797/min, bearing: {balls: 9, ball: 40, pitch: 39}}",
            "4:102: error: a ball is smaller than the pitch diameter; write both in one unit"),
        Row(
            "other signals", "waveform: {as: vib, rate: 6400/s}, signals: {t: t}",
            "4:69: error: an input of samples has no other signals; write another input on the same topic for them"),
        Row(
            "a format", "waveform: {as: vib, rate: 6400/s}, decode: number",
            "4:68: error: samples are JSON, or the payload itself; remove 'decode', and write 'encoding: raw' in the waveform for bytes"
        ),
    ]

    @Test("each of a waveform is told at its place", arguments: waveforms)
    func waveformMistake(row: Row) throws {
        let text =
            "device: m\ninputs:\n  # what vibrates\n  wave: {mqtt: plant/m, \(row.text)}\nrules: {r: {when: vib.rms > 1.0}}\n"
        let found = try mistakes(device: text).filter { !$0.contains("there is no 'vib") }
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test(
        "what is beyond half the rate of the samples is told",
        arguments: [
            Row(
                "zones", "vib.zone == \"D\"",
                "3:35: error: 'vib.zone' is of the band up to 1000 Hz, and the samples reach 800 Hz; write 'velocity_band: [10, 800]', or sample faster"
            ),
            Row(
                "a band", "vib.band(10, 900) > 1.0",
                "3:35: error: 'vib.band(10, 900)' goes beyond half the rate of the samples, 800 Hz; write a band up to 800"
            ),
            Row("a band within", "vib.band(10, 800) > 1.0"),
        ])
    func beyond(row: Row) throws {
        let text = """
            device: m
            inputs:
              wave: {mqtt: plant/m, waveform: {as: vib, rate: 1600/s, unit: g, zones: [1.4, 2.8, 4.5]}}
            rules: {r: {when: '\(row.text)'}}

            """
        #expect(try mistakes(device: text) == row.lines(in: "devices/pump.yaml"))
    }

    @Test(
        "what a waveform cannot give is told",
        arguments: [
            Row(
                "no bearing", "vib.inner_race > 1.0",
                "3:35: error: 'vib.inner_race' needs a bearing; write 'bearing: {balls: 9, ball: 7.94, pitch: 39.04}'"),
            Row(
                "no unit", "vib.velocity_rms > 1.0",
                "3:35: error: 'vib.velocity_rms' needs to know what a sample is; write 'unit: g', m/s2 or mm/s"),
            Row(
                "no zones", "vib.zone == \"D\"",
                "3:35: error: 'vib.zone' needs the limits of the zones; write 'zones: [1.4, 2.8, 4.5]'",
                "3:35: error: 'vib.zone' needs to know what a sample is; write 'unit: g', m/s2 or mm/s"),
            Row(
                "no such value", "vib.rns > 1.0",
                "3:35: warning: nothing asks of the waveform 'vib'; use one of its values, such as vib.rms",
                "4:24: error: a waveform has no 'rns'; write vib.rms"),
            Row(
                "not a value", "vib > 1.0",
                "3:35: warning: nothing asks of the waveform 'vib'; use one of its values, such as vib.rms",
                "4:20: error: 'vib' is a batch of samples; write one of its values, as vib.rms"),
            Row(
                "half a band", "vib.band(10) > 1.0",
                "3:35: warning: nothing asks of the waveform 'vib'; use one of its values, such as vib.rms",
                "4:24: error: 'vib.band' is not written like this; write vib.band(10, 1000), or vib.rms without parentheses"
            ),
        ])
    func notGiven(row: Row) throws {
        let text =
            "device: m\ninputs:\n  wave: {mqtt: plant/m, waveform: {as: vib, rate: 6400/s}}\nrules: {r: {when: '\(row.text)'}}\n"
        let found = try mistakes(device: text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
