/// The extensions Weir takes over: math, strings, optional types, base64.
extension SignatureTable {
    mutating func addMath() {
        let numbers = SignatureTable.numbers
        for (name, builtin) in [("math.greatest", Builtin.greatest), ("math.least", .least)] {
            for number in numbers {
                add(name, [number], number, builtin, variadic: true)
                add(name, [.list(number)], number, builtin)
            }
            add(name, [.dyn], .dyn, builtin)
            // Numbers of several types: the result has the type of whichever wins.
            add(name, [.dyn, .dyn], .dyn, builtin, variadic: true)
        }
        for (name, builtin) in [("ceil", Builtin.ceil), ("floor", .floor), ("round", .round), ("trunc", .trunc)] {
            add("math." + name, [.double], .double, builtin)
        }
        for number in numbers {
            add("math.abs", [number], number, .abs)
            add("math.sign", [number], number, .sign)
            add("math.sqrt", [number], .double, .sqrt)
        }
        for (name, builtin) in [("isNaN", Builtin.isNaN), ("isInf", .isInf), ("isFinite", .isFinite)] {
            add("math." + name, [.double], .bool, builtin)
        }
        for whole in [ValueType.int, .uint] {
            for (name, builtin) in [("bitAnd", Builtin.bitAnd), ("bitOr", .bitOr), ("bitXor", .bitXor)] {
                add("math." + name, [whole, whole], whole, builtin)
            }
            add("math.bitNot", [whole], whole, .bitNot)
            add("math.bitShiftLeft", [whole, .int], whole, .bitShiftLeft)
            add("math.bitShiftRight", [whole, .int], whole, .bitShiftRight)
        }
    }

    mutating func addStringExtension() {
        add(".charAt", [.string, .int], .string, .charAt)
        for (name, builtin) in [(".indexOf", Builtin.indexOf), (".lastIndexOf", .lastIndexOf)] {
            add(name, [.string, .string], .int, builtin)
            add(name, [.string, .string, .int], .int, builtin)
        }
        for (name, builtin) in [
            (".lowerAscii", Builtin.lowerAscii), (".upperAscii", .upperAscii), (".trim", .trim), (".reverse", .reverse),
        ] {
            add(name, [.string], .string, builtin)
        }
        add(".replace", [.string, .string, .string], .string, .replace)
        add(".replace", [.string, .string, .string, .int], .string, .replace)
        add(".split", [.string, .string], .list(.string), .split)
        add(".split", [.string, .string, .int], .list(.string), .split)
        add(".substring", [.string, .int], .string, .substring)
        add(".substring", [.string, .int, .int], .string, .substring)
        add(".join", [.list(.string)], .string, .join)
        add(".join", [.list(.string), .string], .string, .join)
        add(".format", [.string, .list(.dyn)], .string, .format)
        add("strings.quote", [.string], .string, .quote)
        add("base64.encode", [.bytes], .string, .base64Encode)
        add("base64.decode", [.string], .bytes, .base64Decode)
    }

    mutating func addOptionals() {
        let a = SignatureTable.a
        add("optional.of", [a], .optional(a), .optionalOf)
        add("optional.ofNonZeroValue", [a], .optional(a), .optionalOfNonZero)
        add("optional.none", [], .optional(a), .optionalNone)
        add(".hasValue", [.optional(a)], .bool, .hasValue)
        add(".value", [.optional(a)], a, .value)
    }
}
