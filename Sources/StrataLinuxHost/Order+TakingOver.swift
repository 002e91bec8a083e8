package import StrataDriverKit

extension Order {
    /// Why a container that another server's instance was made with cannot become this one's: its layers, addresses and volumes lie under that instance's
    /// UID, and would be lost or given away twice.
    package func refusalToTakeOver(_ attempt: String, _ id: NativeID) -> DriverError {
        .refused(
            .init(
                attempt, id.text,
                answer: "its files, addresses and volumes were made for the instance that is noted on it, and stay with its UID",
                hint: "Copy its root file system into an image (strata image import), and launch an instance from that"))
    }
}
