/// The channels of Kubernetes' streaming protocol over WebSocket (`v4.channel.k8s.io`, `v5.channel.k8s.io`): the first byte of every binary
/// message names one (https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets).
enum SessionChannel: UInt8, Sendable {
    case input = 0
    case output = 1
    case errorOutput = 2
    /// A `metav1.Status` that says how it ended.
    case outcome = 3
    /// `{"Width":…,"Height":…}` of the terminal.
    case resize = 4
    /// Only in v5: the channel whose number follows ends.
    case close = 255
}
