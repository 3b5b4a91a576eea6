import GPIO
import TestSupport
import Testing

@Suite("Button")
struct ButtonTests {
    private static func button(double: Int64 = 400) -> Button {
        Button(longNanoseconds: 1000, doubleNanoseconds: double, isDown: false)
    }

    @Test("one press is a single one, told when no second can follow any more")
    func single() {
        var button = Self.button()
        #expect(button.edge(down: true, at: 0) == nil)
        #expect(button.edge(down: false, at: 100) == nil)
        #expect(button.deadline == 500)
        #expect(button.pass(to: 499) == nil)
        #expect(button.pass(to: 500) == .single)
        #expect(button.deadline == nil)
    }

    @Test("two presses in quick succession are a double one, told with the second")
    func double() {
        var button = Self.button()
        _ = button.edge(down: true, at: 0)
        _ = button.edge(down: false, at: 100)
        #expect(button.edge(down: true, at: 499) == .double)
        // However long it is held.
        #expect(button.deadline == nil)
        #expect(button.edge(down: false, at: 5000) == nil)
        #expect(button.pass(to: 9000) == nil)
    }

    @Test("a held button is a long press, told once while it is held")
    func long() {
        var button = Self.button()
        _ = button.edge(down: true, at: 0)
        #expect(button.deadline == 1000)
        #expect(button.pass(to: 1003) == .long)
        #expect(button.pass(to: 2003) == nil)
        #expect(button.edge(down: false, at: 3000) == nil)
        #expect(button.deadline == nil)
    }

    @Test("where there are no double presses a single one is told when the button is let go")
    func withoutDouble() {
        var button = Self.button(double: 0)
        _ = button.edge(down: true, at: 0)
        #expect(button.edge(down: false, at: 10) == .single)
        _ = button.edge(down: true, at: 11)
        #expect(button.edge(down: false, at: 20) == .single)
    }

    @Test("a button that was down when everything began tells nothing of that press")
    func downAtStart() {
        var button = Button(longNanoseconds: 1000, doubleNanoseconds: 400, isDown: true)
        #expect(button.pass(to: 5000) == nil)
        #expect(button.edge(down: false, at: 6000) == nil)
        #expect(button.deadline == nil)
    }

    @Test("over random presses: what is told does not depend on whether the owner comes in time")
    func random() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        for _ in 0..<2000 {
            let double = Int64([0, 400].randomElement(using: &generator) ?? 0)
            var prompt = Self.button(double: double)
            var late = Self.button(double: double)
            var told: (prompt: [Button.Press], late: [Button.Press]) = ([], [])
            var now: Int64 = 0
            var isDown = false
            var presses = 0
            for _ in 0..<20 {
                now += Int64.random(in: 1...1500, using: &generator)
                while let deadline = prompt.deadline, deadline <= now {
                    if let press = prompt.pass(to: deadline) { told.prompt.append(press) }
                }
                isDown.toggle()
                presses += isDown ? 1 : 0
                if let press = prompt.edge(down: isDown, at: now) { told.prompt.append(press) }
                if let press = late.edge(down: isDown, at: now) { told.late.append(press) }
            }
            for press in [prompt.pass(to: now + 9999)].compactMap(\.self) { told.prompt.append(press) }
            for press in [late.pass(to: now + 9999)].compactMap(\.self) { told.late.append(press) }
            #expect(told.prompt == told.late, "seed \(seed)")
            let doubles = told.prompt.filter { $0 == .double }.count
            #expect(told.prompt.count + doubles == presses, "seed \(seed)")
        }
    }
}
