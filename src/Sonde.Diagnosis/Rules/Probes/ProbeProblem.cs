namespace Sonde.Diagnosis.Rules;

/// <summary>What a probe's failure means.</summary>
internal enum ProbeProblem
{
    /// <summary>It means nothing by itself: it is over, or the container died of something else.</summary>
    None,

    /// <summary>The answer is 4xx.</summary>
    PathWrong,

    /// <summary>The program says it is unhealthy, or answers something that is no answer.</summary>
    Failing,

    /// <summary>The answer takes too long.</summary>
    Timeout,

    /// <summary>Nothing listens on the probe's port, and the program listens elsewhere or nowhere.</summary>
    PortMismatch,

    /// <summary>The kubelet kills the container before it has started.</summary>
    SlowStart,
}
