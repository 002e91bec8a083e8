import Testing

/// Tests whose servers use the machine's own containers and its bridge `strata0`, one after the other: each takes the bridge down at its end.
@Suite(.serialized) enum MachineTests {}
