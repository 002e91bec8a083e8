import StrataServer

/// What the HTTP side calls a request to run a command. The name of the driver kit's is the same, and the module's name is shadowed by its type.
typealias ServerExecRequest = ExecRequest
