import Testing

/// Groups F05 to F10 of the catalogue of bad input: keys and values of device files.
@Suite struct ValueTests {
    private static let fan = "actuators:\n  fan: {gpio: {chip: simulated, line: \"1\"}, "

    @Test("what the tests add to is right")
    func control() throws {
        #expect(try mistakes(adding: "") == [])
    }

    static let keys: [Row] = [
        Row(
            "F05 a key given twice", "rules:\n  hot: {when: running, when: running}\n",
            "9:24: error: the key 'when' is given twice, first at devices/pump.yaml:9:9; keep one of the two"),
        Row(
            "F05 a section given twice", "rules:\n  hot: {when: running}\nrules: {}\n",
            "10:1: error: the key 'rules' is given twice, first at devices/pump.yaml:8:1; keep one of the two"),
        Row(
            "F06 a typing error in an actuator", fan + "safe: true, rset: false}\n",
            "9:57: error: unknown key 'rset' in an actuator; write 'rest'"),
        Row(
            "F06 a typing error in a rule", "rules:\n  hot: {when: running, severty: major}\n",
            "9:24: error: unknown key 'severty' in a rule; write 'severity'"),
        Row(
            "F06 a typing error in a section", "sumaries: {}\n",
            "8:1: error: unknown key 'sumaries' in a device; write 'summaries'"),
        Row(
            "what belongs to weir.yaml is sent there", "groups: {}\n",
            "8:1: error: unknown key 'groups' in a device; write it in weir.yaml"),
        Row(
            "F16 files are not included", "include: ../../etc/shadow\n",
            "8:1: error: unknown key 'include' in a device; remove it"),
        Row(
            "nothing where a mapping belongs", "rules:\n",
            "8:7: error: expected a mapping from names, found nothing; write 'name: ...' lines"),
        Row(
            "a list where a mapping belongs", "rules: [a]\n",
            "8:8: error: expected a mapping from names, found a list; write 'name: ...' lines"),
        Row(
            "two kinds of one thing", fan + "mqtt: {topic: a}, safe: true}\n",
            "9:45: error: 'gpio' and 'mqtt' exclude each other in an actuator; remove one of them"),
        Row(
            "no kind at all", "actuators:\n  fan: {safe: true}\n",
            "9:8: error: an actuator needs one of 'gpio', 'mqtt'"),
    ]

    static let values: [Row] = [
        Row("F07 on is text", fan + "safe: on}\n", "9:51: error: 'on' is not a boolean in YAML 1.2; write true"),
        Row("F07 no is text", fan + "safe: no}\n", "9:51: error: 'no' is not a boolean in YAML 1.2; write false"),
        Row("F07 on and no as names", "rules:\n  on: {when: running}\n  no: {when: running}\n"),
        Row(
            "F07 012", "rules:\n  hot: {when: running, priority: 012}\n",
            "9:34: error: '012' starts with a zero, which some programs read as octal; write 12, or 0o12 for octal"),
        Row(
            "F07 1_0", "rules:\n  hot: {when: running, priority: 1_0}\n",
            "9:34: error: '1_0' is text in YAML 1.2; write 10"),
        Row(
            "F07 12:30:00", "rules:\n  hot: {when: running, for: 12:30:00}\n",
            "9:29: error: '12:30:00' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"
        ),
        Row(
            "F07 True", "parameters: {hot: 1e3, armed: True}\n",
            "8:31: error: 'True' is read differently by different programs; write true, or quote it if text is meant"),
        Row(
            "F08 a tag of another language", "labels: {a: !!python/object:os.system x}\n",
            "8:13: error: the tag '!!python/object:os.system' is not known; remove the tag"),
        Row(
            "F08 a tag of somebody's own", "labels: {a: !run x}\n",
            "8:13: error: the tag '!run' is not known: the only one is '!secret'; remove it, or put it and what "
                + "follows in quotes where text is meant"),
        Row(
            "F09 a duration without a unit", "rules:\n  hot: {when: running, for: 10}\n",
            "9:29: error: '10' has no unit; write '10s' (the units are ms, s, m, h, d, w)"),
        Row(
            "F09 another duration without a unit", "signals: {temperature: {stale: 30}}\n",
            "8:32: error: '30' has no unit; write '30s' (the units are ms, s, m, h, d, w)"),
        Row(
            "F09 two units", "rules:\n  hot: {when: running, for: \"1h30m\"}\n",
            "9:29: error: '1h30m' is not written as a duration; write '90m'"),
        Row(
            "F10 a negative duration", "rules:\n  hot: {when: running, for: -5s}\n",
            "9:29: error: '-5s' is negative; write a duration such as '10s', from zero up"),
        Row(
            "F10 1e30 h", "rules:\n  hot: {when: running, for: 1e30h}\n",
            "9:29: error: '1e30h' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"),
        Row(
            "F10 more hours than fit", "rules:\n  hot: {when: running, for: 99999999999999999999h}\n",
            "9:29: error: '99999999999999999999h' is too large; write at most '36500d'"),
        Row(
            "F10 zero where it means never", "signals: {temperature: {stale: 0s}}\n",
            "8:32: error: '0s' is out of range; write 1ms to 36500d"),
        Row(
            "F10 a range upside down", "signals: {temperature: {valid: [150, -40]}}\n",
            "8:32: error: a valid range has a least and a greatest value; write [-40, 150]"),
        Row(
            "F10 a negative deadband", "signals: {temperature: {deadband: -1}}\n",
            "8:35: error: '-1' is out of range; write a number from 0.0 up"),
        Row(
            "F10 a priority that is none", "rules:\n  hot: {when: running, priority: 17}\n",
            "9:34: error: '17' is out of range; write a whole number from 1 to 16"),
        Row(
            "a severity that is none", "rules:\n  hot: {when: running, severity: fatal}\n",
            "9:34: error: 'fatal' is not known here; write 'info', 'warning', 'minor', 'major' or 'critical'"),
        Row(
            "a setting that is none",
            "rules:\n  hot: {when: running, set: {fan: on}}\n" + fan + "safe: true}\n",
            "9:35: error: 'on' is not a boolean in YAML 1.2; write true"),
        Row(
            "F13 an actuator without safe", fan + "rest: true}\n",
            "9:8: error: an actuator needs 'safe'; write 'safe: false'"),
        Row(
            "F17 a command", "labels: {a: $(id)}\n",
            "8:13: error: commands are not run in a configuration; write $$( for a literal '$('"),
        Row(
            "F17 a command in back-ticks", "labels: {a: \"`id`\"}\n",
            "8:14: error: commands are not run in a configuration; write the value itself, without back-ticks"),
        Row(
            "F17 a variable that is not set", "labels: {a: \"${WEIR_UNSET}\"}\n",
            "8:14: error: the environment variable WEIR_UNSET is not set; set it, or write ${WEIR_UNSET:-default}"),
        Row(
            "F17 a variable in an expression that is not set",
            "rules:\n  hot: {when: \"temperature > ${WEIR_UNSET}\"}\n",
            "9:30: error: the environment variable WEIR_UNSET is not set; set it, or write ${WEIR_UNSET:-default}"),
        Row(
            "F17 a variable in a key", "rules:\n  ${X}: {when: running}\n",
            "9:3: error: the name '${X}' holds '$'; write 1 to 64 of A-Z a-z 0-9 . _ -"),
    ]

    @Test("a wrong key is an error at its place, with the key that was meant", arguments: keys)
    func checkKeys(row: Row) throws {
        #expect(try mistakes(adding: row.text) == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a wrong value is an error at its place, with what to write", arguments: values)
    func checkValues(row: Row) throws {
        let environment = ["LIMIT": "80.0", "X": "x"]
        #expect(try mistakes(adding: row.text, environment: environment) == row.lines(in: "devices/pump.yaml"))
    }

    @Test("${VAR} is filled in once, and what comes out is read as it would be in the file")
    func expansion() throws {
        let text = "rules:\n  hot: {when: running, for: \"${HOLD:-5}s\", priority: \"${PRIORITY}\"}\n"
        #expect(try mistakes(adding: text, environment: ["PRIORITY": "3"]) == [])
        #expect(
            try mistakes(adding: text, environment: ["PRIORITY": "30", "HOLD": "-1"]) == [
                "devices/pump.yaml:9:29: error: with '${HOLD:-5}s' filled in, '-1s' is negative; write a duration such "
                    + "as '10s', from zero up",
                "devices/pump.yaml:9:54: error: with '${PRIORITY}' filled in, '30' is out of range; write a whole "
                    + "number from 1 to 16",
            ])
        #expect(
            try mistakes(adding: "labels: {a: \"${A}\"}\n", environment: ["A": "${B}", "B": "x"]) == [],
            "what comes out is not filled in again")
    }

    @Test("all mistakes of a file are told at once, by place")
    func allAtOnce() throws {
        let text = """
            rules:
              a: {when: running, for: 10}
              b: {when: runing, priority: 0}
              c: {whenn: running}

            """
        #expect(
            try mistakes(adding: text).map { $0.split(separator: ":").prefix(3).joined(separator: ":") } == [
                "devices/pump.yaml:9:27", "devices/pump.yaml:10:13", "devices/pump.yaml:10:31",
                "devices/pump.yaml:11:7",
            ], "a misspelt key is no missing one, too")
    }
}
