import Testing

/// The program as users run it: `weir run` between real brokers. One test at a time, since each starts processes and
/// wants the machine for itself.
@Suite("end to end", .serialized) struct EndToEnd {}
