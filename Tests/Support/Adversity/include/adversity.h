/// A library to preload into a program (ld.so(8), LD_PRELOAD) so that a test can kill it at a chosen step of its work, and move its clock.
///
/// A step is a call by which the program changes the world outside of it: a file or directory made, renamed, removed, given away or
/// made durable, and another program started. The program itself has no part in it and no switch for it.
#ifndef ADVERSITY_H
#define ADVERSITY_H

#include <stdint.h>

/// The memory that test and program share: the file named by ADVERSITY, mapped by both.
struct adversity {
    /// The step before which the program is killed, counted from one; zero to only count, below zero to do nothing.
    _Atomic int64_t target;
    /// How many steps were reached since the test last set this to zero.
    _Atomic int64_t reached;
    /// The process that is counted, and killed.
    _Atomic int64_t process;
    /// Seconds by which the program sees the wall clock ahead of the world's.
    _Atomic int64_t clock;
};

#endif
