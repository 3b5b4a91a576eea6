import Decoding
import Telemetry
import Testing

@Suite struct FieldPathTests {
    private static let document = #"""
        {"temp":1,"vib":{"rms":2},"a":[{"b":3},{"b":4}],"o":{"0":5},"switch:0":{"output":6},"dotted.key":7,
         "with space":8,"quo\"te\\":9,"":10,"grün":11,"m":[[12,13]]}
        """#

    @Test(
        "a path finds its value",
        arguments: [
            ("temp", 1), ("vib.rms", 2), ("a[0].b", 3), ("a.0.b", 3), ("a[1].b", 4), ("a.1.b", 4), ("o.0", 5),
            (#"o."0""#, 5), ("switch:0.output", 6), (#""switch:0".output"#, 6), (#""dotted.key""#, 7),
            (#""with space""#, 8), (#""quo\"te\\""#, 9), (#""""#, 10), ("grün", 11), ("m[0][1]", 13), ("m.0.1", 13),
            ("m.0[0]", 12), (#"["switch:0"].output"#, 6), (#"["switch:0"]["output"]"#, 6), ("$.temp", 1),
            ("$.a[0].b", 3), (#"$["dotted.key"]"#, 7),
        ])
    func found(text: String, number: Double) throws {
        let path = try FieldPath(text)
        let payload = Array(FieldPathTests.document.utf8)
        #expect(try decode(payload, fields: [PayloadField(path: path)]) == accepted(.number(number)))
        #expect(try FieldPath(path.description) == path)
    }

    @Test(
        "a path that leads nowhere finds nothing",
        arguments: [
            "none", "vib.none", "temp.x", "a[2].b", "a.2", "o[0]", #"a."0".b"#, "a.00.b", "dotted.key", "temp[0]",
            "a[999999999]", "[0]",
        ])
    func missing(text: String) throws {
        let payload = Array(FieldPathTests.document.utf8)
        let fields = [PayloadField(path: try FieldPath(text))]
        #expect(try decode(payload, fields: fields) == rejected(.missingField))
    }

    @Test("the dot is the whole payload; arrays can be at the top")
    func roots() throws {
        #expect(try FieldPath(".") == .root)
        #expect(try FieldPath("$") == .root)
        #expect(try FieldPath("$[0].v") == FieldPath("[0].v"))
        #expect(try FieldPath("$SYS.v").description == "$SYS.v")
        #expect(try FieldPath(#""$".v"#).description == #""$".v"#)
        #expect(FieldPath.root.description == ".")
        #expect(try decode(Array("true".utf8), fields: [PayloadField(path: .root)]) == accepted(.flag(true)))
        #expect(try decode(Array(" 21.5 ".utf8), fields: [PayloadField(path: .root)]) == accepted(.number(21.5)))
        let first = PayloadField(path: try FieldPath("[0].v"))
        #expect(try decode(Array(#"[{"v":1}]"#.utf8), fields: [first]) == accepted(.number(1)))
    }

    @Test(
        "a path that cannot be read says where and why",
        arguments: [
            ("", 0, .emptySegment), ("a..b", 2, .emptySegment), ("a.", 2, .emptySegment), (".a", 0, .emptySegment),
            (#"a."b"#, 4, .unclosedQuote), (#""a\n""#, 3, .badEscape), ("a[]", 2, .badIndex), ("a[01]", 4, .badIndex),
            ("a[-1]", 2, .badIndex), ("a[1", 3, .badIndex), ("a[9999999999]", 12, .badIndex), (#"["a""#, 4, .badIndex),
            (#"["a"#, 3, .unclosedQuote),
            ("$.", 2, .emptySegment),
            ("a b", 1, .unexpectedCharacter), ("a]", 1, .unexpectedCharacter), (#""a"b"#, 3, .unexpectedCharacter),
            ("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", 31, .tooManySegments),
        ] as [(String, Int, FieldPathError.Problem)])
    func unreadable(text: String, offset: Int, problem: FieldPathError.Problem) {
        #expect {
            try FieldPath(text)
        } throws: { error in
            guard let error = error as? FieldPathError else { return false }
            return error.offset == offset && error.problem == problem && !error.description.isEmpty
        }
    }
}
