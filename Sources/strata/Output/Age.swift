/// Spans of time in the words of kubectl: `45s`, `12m`, `3h20m`, `5d`.
enum Age {
    static func text(_ span: Duration) -> String {
        let seconds = max(0, span.components.seconds)
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return "\(seconds / 60)m" + (seconds % 60 == 0 ? "" : "\(seconds % 60)s")
        case ..<10_800: return "\(seconds / 60)m"
        case ..<28_800: return "\(seconds / 3600)h" + (seconds / 60 % 60 == 0 ? "" : "\(seconds / 60 % 60)m")
        case ..<172_800: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }
}
