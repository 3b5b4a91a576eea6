internal import Glibc

/// The frequencies at which a rolling bearing's parts meet a fault, as multiples of the shaft's.
public struct Bearing: Sendable, Equatable {
    /// The parts a fault can be on.
    public enum Part: String, Sendable, CaseIterable {
        case innerRace = "inner_race"
        case outerRace = "outer_race"
        case ball
    }

    public let innerRace: Double
    public let outerRace: Double
    /// A fault of a ball meets both races in one turn of it: twice its spin.
    public let ball: Double
    public let cage: Double

    /// - Parameters:
    ///   - balls: at least 3.
    ///   - ballDiameter: in the same unit as `pitchDiameter`, and smaller.
    ///   - contactAngle: in degrees, 0 up to below 90.
    /// - Returns: nil for what is no bearing.
    public init?(balls: Int, ballDiameter: Double, pitchDiameter: Double, contactAngle: Double = 0) {
        guard balls >= 3, ballDiameter > 0, pitchDiameter > ballDiameter, (0..<90).contains(contactAngle) else {
            return nil
        }
        let ratio = ballDiameter / pitchDiameter * cos(contactAngle * .pi / 180)
        self.init(
            innerRace: Double(balls) / 2 * (1 + ratio), outerRace: Double(balls) / 2 * (1 - ratio),
            ball: pitchDiameter / ballDiameter * (1 - ratio * ratio), cage: (1 - ratio) / 2)
    }

    private init(innerRace: Double, outerRace: Double, ball: Double, cage: Double) {
        self.innerRace = innerRace
        self.outerRace = outerRace
        self.ball = ball
        self.cage = cage
    }

    /// Bearings by their designation, from their makers' tables.
    public static let known: [String: Bearing] = [
        "6203": Bearing(innerRace: 4.9469, outerRace: 3.0530, ball: 3.9874, cage: 0.3817),
        "6205": Bearing(innerRace: 5.4152, outerRace: 3.5848, ball: 4.7135, cage: 0.3983),
    ]

    /// As a multiple of the shaft's frequency.
    public func frequency(of part: Part) -> Double {
        switch part {
        case .innerRace: innerRace
        case .outerRace: outerRace
        case .ball: ball
        }
    }
}
