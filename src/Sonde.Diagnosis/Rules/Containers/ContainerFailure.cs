using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A container of a workload that does not stay up, as its newest failing pod shows it.</summary>
internal sealed record ContainerFailure(
    Workload Workload, Pod Pod, Container Container, ContainerStatus Status, ContainerTermination Death, FailureCause Cause)
{
    /// <summary>It is an init container that is to end before the others start.</summary>
    public bool IsInit => Pod.Spec.InitContainers.Contains(Container) && !Container.IsSidecar;

    /// <summary>How many pods of the workload fail in this container.</summary>
    public int Pods { get; init; } = 1;

    /// <summary>The log of the run that ended, or of the one that is ending; empty when there is none.</summary>
    public LogExcerpt Log { get; init; } = LogExcerpt.None;

    /// <summary>Since when it fails.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What else tells the cause: the event that ended it, for one.</summary>
    public IReadOnlyList<Evidence> Proof { get; init; } = [];

    /// <summary>The container by the sort of it: <c>container app</c>, <c>init container migrate</c>, <c>sidecar proxy</c>.</summary>
    public string Named => (IsInit ? "init container " : Container.IsSidecar ? "sidecar " : "container ") + Container.Name;

    /// <summary>Runs now, between two failures.</summary>
    public bool IsUp => Status.State.RunningSince is not null;

    /// <summary>Error, or warning while it is up between two failures.</summary>
    public Severity Severity => IsUp && Status.IsReady ? Severity.Warning : Severity.Error;

    /// <summary><c>restarted 6 times, in 2 of 3 pods</c>, with a comma before it; empty for neither.</summary>
    public string Repetition
    {
        get
        {
            string restarts = Status.Restarts switch
            {
                0 => "",
                1 => ", restarted once",
                _ => $", restarted {Status.Restarts} times",
            };
            return Pods > 1 ? $"{restarts}, in {Pods} pods" : restarts;
        }
    }

    /// <summary>The end of the run, proof, and the log's telling lines.</summary>
    public IReadOnlyList<Evidence> Evidence =>
    [
        Death.Reason == ContainerFailures.NeverRan
            ? new(Pod.Ref, $"{Status.Path}.state.waiting", $"{Status.State.WaitingReason}: {LogExcerpt.Shorten(Death.Message)}", null)
            : new(Pod.Ref, Status.DeathPath, DeathText, Death.Finished),
        .. Proof,
        .. Log.Lines.Select(line => new Evidence(Pod.Ref, Log.Path, line, null)),
    ];

    /// <summary>A finding about the container, with all that is known.</summary>
    public Finding ToFinding(string slug, string title) => new(slug, Workload.Ref, title)
    {
        Container = Container.Name,
        Severity = Severity,
        Since = Since,
        Evidence = Evidence,
    };

    /// <summary>A command that shows the log.</summary>
    public Remedy ShowLog(string text) => new(
        text, LogExcerpt.ShowCommand(Pod, Container.Name, Log.IsPrevious || IsUp ? "--previous" : ""), null, false);

    private string DeathText
    {
        get
        {
            string text = $"exitCode {Death.ExitCode}, reason {Death.Reason}";
            if (Death.Signal != 0)
                text += $", signal {Death.Signal}";
            if (Death.Duration is { } ran)
                text += $", ran {Durations.Words(ran)}";
            if (Status.Restarts > 0)
                text += $", restartCount {Status.Restarts}";
            return Death.Message.Length > 0 ? $"{text}: {LogExcerpt.Shorten(Death.Message)}" : text;
        }
    }
}
