namespace Sonde.Diagnosis.Rules;

/// <summary>Why a container does not run. Every failing container has exactly one.</summary>
internal enum FailureCause
{
    /// <summary>It exits with an error code of its own.</summary>
    Crash,

    /// <summary>The runtime cannot start it, for a reason that no other cause here has.</summary>
    StartFailed,

    /// <summary>It exits with 0, but is to run on.</summary>
    Completes,

    /// <summary>A signal ends it that it brought upon itself.</summary>
    Signal,

    /// <summary>Its command is not in the image.</summary>
    CommandNotFound,

    /// <summary>Its command may not be executed.</summary>
    CommandNotExecutable,

    /// <summary>Its program is for another processor.</summary>
    WrongPlatform,

    /// <summary>It exceeds its own memory limit.</summary>
    OwnMemoryLimit,

    /// <summary>A child of it exceeds the container's memory limit.</summary>
    ChildMemory,

    /// <summary>The node's memory ran out.</summary>
    NodeMemory,

    /// <summary>A probe of it failed, and the kubelet ended it.</summary>
    KilledByProbe,

    /// <summary>Its postStart hook failed, and the kubelet ended it.</summary>
    HookFailed,

    /// <summary>SIGKILL or SIGTERM came from outside, and nothing tells from where.</summary>
    KilledFromOutside,

    /// <summary>The seccomp or AppArmor profile that it is to run under is not on the node.</summary>
    SecurityProfile,

    /// <summary>Its memory limit is so small that not even the runtime's first step fits into it.</summary>
    MemoryLimitTooSmall,
}
