extension CheckerState {
    mutating func resolveCall(_ expression: Expression) -> Resolved {
        guard case .call(let function, let target, let arguments) = expression.kind else { return resolve(expression) }
        guard let target else { return resolveFunction(function, arguments, at: expression.offset) }
        if let namespace = target.qualifiedName, !beginsWithLocal(target),
            let name = knownFunction(namespace + "." + function)
        {
            return finishCall(name, arguments.map { resolve($0) }, expressions: arguments, at: expression.offset)
        }
        if let namespace = target.qualifiedName, isNamespace(namespace), lookUp(namespace) == nil,
            !beginsWithLocal(target)
        {
            for argument in arguments { _ = resolve(argument) }
            return unknownFunction(function, isMethod: true, expression, target: target)
        }
        let receiver = resolve(target)
        let resolvedArguments = [receiver] + arguments.map { resolve($0) }
        if arguments.count == 1, function == "or" || function == "orValue" {
            return resolveOptionalOr(
                resolvedArguments, [target] + arguments, unwraps: function == "orValue", at: expression.offset)
        }
        if isKnown("." + function) {
            return finishCall(
                "." + function, resolvedArguments, expressions: [target] + arguments, at: expression.offset)
        }
        return unknownFunction(function, isMethod: true, expression, target: target)
    }

    private mutating func resolveFunction(_ function: String, _ arguments: [Expression], at offset: Int) -> Resolved {
        if let field = resolveFieldFunction(function, arguments, at: offset) { return field }
        guard let name = knownFunction(function) else {
            // The arguments may hold problems of their own.
            for argument in arguments { _ = resolve(argument) }
            return unknownFunction(
                function, isMethod: false,
                Expression(.call(function: function, target: nil, arguments: arguments), offset: offset), target: nil)
        }
        return finishCall(name, arguments.map { resolve($0) }, expressions: arguments, at: offset)
    }

    func isKnown(_ name: String) -> Bool { environment.functions[name] != nil || Signatures[name] != nil }

    /// Whether functions of that namespace are known, as of `math`.
    private func isNamespace(_ name: String) -> Bool {
        let prefix = name + "."
        return Signatures.all.keys.contains { $0.hasPrefix(prefix) }
            || environment.functions.keys.contains { $0.hasPrefix(prefix) }
    }

    private func knownFunction(_ name: String) -> String? {
        environment.candidates(for: name).first { isKnown($0) && $0.first?.isLetter == true }
    }

    private mutating func unknownFunction(
        _ function: String, isMethod: Bool, _ expression: Expression, target: Expression?
    ) -> Resolved {
        let name = isMethod ? "." + function : function
        let namespace = target?.qualifiedName.map { $0 + "." } ?? ""
        let field = environment.includesFieldFunctions ? FieldFunction.all.map(\.name) : []
        let known = Array(Signatures.all.keys) + Array(environment.functions.keys) + Mend.macros + field
        let mend: String
        if isMethod, isKnown(function) || field.contains(function) {
            mend = "write \(function)(...)"
        } else if !isMethod, isKnown("." + function) {
            mend = "write value.\(function)(...)"
        } else if name == "not" {
            mend = "write !(...)"
        } else if Mend.macros.contains(name) {
            mend = "it takes other arguments"
        } else if let suggestion = Suggestion.nearest(to: isMethod ? namespace + function : name, among: known)
            ?? Suggestion.nearest(to: name, among: known)
        {
            mend = "did you mean '\(suggestion.hasPrefix(".") ? String(suggestion.dropFirst()) : suggestion)'?"
        } else {
            mend = ""
        }
        return refuse(
            .unknownFunction, at: expression.offset, "there is no function \(MessageText.quoted(function))", mend: mend)
    }

    /// An operator or function of the language by its name in the table.
    mutating func call(
        _ name: String, _ arguments: [Resolved], expressions: [Expression], at offset: Int
    ) -> Resolved {
        finishCall(name, arguments, expressions: expressions, at: offset)
    }

    private mutating func finishCall(
        _ name: String, _ arguments: [Resolved], expressions: [Expression], at offset: Int
    ) -> Resolved {
        if let failed = arguments.first(where: { if case .failure = $0.kind { true } else { false } }) { return failed }
        let host = environment.functions[name] ?? []
        let argumentTypes = arguments.map { types.resolve($0.type) }
        let (hostMatches, hostResult) = matching(host.map { ($0.parameters, $0.result) }, argumentTypes)
        if !hostMatches.isEmpty { return Resolved(.host(hostMatches.map { host[$0] }, arguments), hostResult) }
        let signatures = Signatures[name] ?? []
        let candidates = signatures.compactMap { signature in
            signature.parameters(for: arguments.count).map {
                (parameters: $0, result: signature.result, signature.builtin)
            }
        }
        let (matches, result) = matching(candidates.map { ($0.parameters, $0.result) }, argumentTypes)
        if let first = matches.first { return Resolved(.builtin(candidates[first].2, arguments), result) }
        report(at: offset, noMatch(name, argumentTypes), mend: mend(name, argumentTypes, expressions, signatures, host))
        if let builtin = candidates.first?.2 { return Resolved(.builtin(builtin, arguments), .dyn) }
        if !host.isEmpty { return Resolved(.host(host, arguments), .dyn) }
        return Resolved(.failure(.noSuchOverload), .dyn)
    }

    /// The overloads the arguments fit and the type of the result. When the types are all known the first decides;
    /// otherwise results that differ make the type dynamic.
    private mutating func matching(
        _ overloads: [(parameters: [ValueType], result: ValueType)], _ arguments: [ValueType]
    ) -> (matches: [Int], result: ValueType) {
        let isStatic = !arguments.contains(.dyn)
        var matches: [Int] = []
        var result: ValueType?
        for (position, overload) in overloads.enumerated() {
            let fresh = types.instantiate(overload.parameters + [overload.result])
            guard types.assign(arguments, to: Array(fresh.dropLast())) else { continue }
            matches.append(position)
            let overloadResult = types.resolve(fresh[fresh.count - 1])
            if let known = result, known != overloadResult { result = .dyn } else { result = overloadResult }
            if isStatic { break }
        }
        return (matches, result ?? .dyn)
    }

    private func noMatch(_ name: String, _ arguments: [ValueType]) -> String {
        let closed = arguments.map { types.close($0).description }
        switch name {
        case "[]", "[?]": return "\(Mend.article(types.close(arguments[0]))) has no index of type \(closed[1])"
        case "unary -": return "'-' does not work on \(closed[0])"
        case "in": return "'in' does not look for \(closed[0]) in \(closed[1])"
        default: break
        }
        if BinaryOperator(rawValue: name) != nil {
            let verb = ["==", "!=", "<", "<=", ">", ">="].contains(name) ? "compare" : "take"
            return "'\(name)' does not \(verb) \(closed[0]) and \(closed[1])"
        }
        let shown = name.hasPrefix(".") ? String(name.dropFirst()) : name
        return "\(shown)() does not take (\(closed.joined(separator: ", ")))"
    }

    private func mend(
        _ name: String, _ arguments: [ValueType], _ expressions: [Expression], _ signatures: [Signature],
        _ host: [HostFunction]
    ) -> String {
        if name == "in", arguments.count == 2 {
            switch types.close(arguments[1]) {
            case .list, .map, .dyn: break
            default: return "write a list on the right, such as [1, 2]"
            }
        }
        if arguments.count == 2, BinaryOperator(rawValue: name) != nil {
            let mend = Mend.operation(
                name, (types.close(arguments[0]), expressions[0]), (types.close(arguments[1]), expressions[1]))
            if !mend.isEmpty { return mend }
        }
        let forms = host.map(\.parameters) + signatures.map(\.parameters)
        guard !forms.isEmpty, BinaryOperator(rawValue: name) == nil, name.first?.isLetter == true || name.hasPrefix(".")
        else { return "" }
        let isMethod = name.hasPrefix(".")
        let shown = isMethod ? String(name.dropFirst()) : name
        let texts = forms.prefix(4).map { form in
            let types = form.map(Mend.signatureType)
            return isMethod
                ? "\(types[0]).\(shown)(\(types.dropFirst().joined(separator: ", ")))"
                : "\(shown)(\(types.joined(separator: ", ")))"
        }
        return "write " + texts.joined(separator: " or ")
    }
}
