import Glibc
import TestSupport
import Testing

@testable import Agent

@Suite struct ThreadTests {
    /// Both ends of a pipe.
    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test("what comes through a mailbox is the receiver's alone, so that memory is used again and not copied")
    func moved() {
        final class Memory: Sendable {}
        let mailbox = Mailbox<Memory>(capacity: 4)
        mailbox.send(Memory())
        let kept = Memory()
        mailbox.send(kept)
        var isAlone: [Bool] = []
        mailbox.takeEach { (memory: consuming Memory) in
            var own = consume memory
            isAlone.append(isKnownUniquelyReferenced(&own))
        }
        // The control: of what the sender keeps, the receiver is not alone.
        withExtendedLifetime(kept) { #expect(isAlone == [true, false]) }
    }

    @Test("a watch of a closed descriptor does not take the one away that has its number now")
    func reusedDescriptor() throws {
        let loop = EventLoop()
        let old = try makePipe()
        let stale = loop.watch(old.read, for: .read) { _ in Issue.record("the old one was served") }
        close(old.read)
        let new = try makePipe()
        defer { for descriptor in [old.write, new.read, new.write] { close(descriptor) } }
        try #require(new.read == old.read, "the kernel gives the lowest number")
        var served = 0
        let watch = loop.watch(new.read, for: .read) { _ in served += 1 }
        loop.unwatch(stale)
        loop.change(stale, to: [])
        #expect(write(new.write, "x", 1) == 1)
        loop.poll(timeoutMilliseconds: 1000)
        #expect(served == 1)
        // The positive control: its own watch does take it away.
        loop.unwatch(watch)
        loop.poll(timeoutMilliseconds: 0)
        #expect(served == 1)
    }

    @Test("what was reported of a descriptor is not told to the one that took its number in the same round")
    func reusedInOneRound() throws {
        let loop = EventLoop()
        let first = try makePipe()
        let second = try makePipe()
        var third = (read: Int32(-1), write: Int32(-1))
        var served: [String] = []
        // Whichever is served first closes the other, and opens a new one in its place.
        func replace(_ other: (read: Int32, write: Int32)) throws {
            guard third.read < 0 else { return }
            close(other.read)
            third = try makePipe()
            try #require(third.read == other.read)
            loop.watch(third.read, for: .read) { _ in served.append("new") }
        }
        for (name, own, other) in [("first", first, second), ("second", second, first)] {
            loop.watch(own.read, for: .read) { _ in
                served.append(name)
                #expect(throws: Never.self) { try replace(other) }
            }
            #expect(write(own.write, "x", 1) == 1)
        }
        loop.poll(timeoutMilliseconds: 1000)
        #expect(served.count == 1 && served != ["new"], "\(served)")
        #expect(write(third.write, "x", 1) == 1)
        loop.poll(timeoutMilliseconds: 1000)
        #expect(served.last == "new")
        for descriptor in [first.read, first.write, second.read, second.write, third.write] { close(descriptor) }
    }

    @Test("a full mailbox refuses and counts what is posted, and never what is sent; order holds")
    func mailbox() {
        let mailbox = Mailbox<Int>(capacity: 2)
        #expect(mailbox.post(1) && mailbox.post(2))
        #expect(!mailbox.post(3))
        mailbox.send(4)
        #expect(!mailbox.post(5))
        #expect(mailbox.takeAll() == [1, 2, 4])
        #expect(mailbox.refusedCount == 2)
        #expect(mailbox.post(6))
        #expect(mailbox.takeAll() == [6])
    }

    @Test("who logs never waits for who reads the log: what is too much is dropped, counted, and told")
    func logQueue() throws {
        let ends = try makePipe()
        let queue = LogQueue(descriptor: ends.write)
        // More than a pipe and the queue hold, and nobody reads.
        let count = 20_000
        for number in 0..<count { queue.post("line \(number) \(String(repeating: "x", count: 100))\n") }
        #expect(queue.droppedCount > 0)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var entry = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 500) == 1 else { break }
            text += buffer[..<read(ends.read, &buffer, buffer.count)]
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let numbers = lines.compactMap { $0.hasPrefix("line ") ? Int($0.split(separator: " ")[1]) : nil }
        #expect(numbers == numbers.sorted() && numbers.first == 0)
        let told = lines.filter { $0.contains("were dropped") }.compactMap { Int($0.split(separator: " ")[0]) }
        #expect(numbers.count + told.reduce(0, +) == count)
        #expect(told.reduce(0, +) == queue.droppedCount)
        queue.post("after\n")
        queue.flush(milliseconds: 5000)
        let rest = read(ends.read, &buffer, buffer.count)
        #expect(String(decoding: buffer[..<max(0, rest)], as: UTF8.self) == "after\n")
        // The queue's thread keeps the writing end for as long as the process lives.
        close(ends.read)
    }
}
