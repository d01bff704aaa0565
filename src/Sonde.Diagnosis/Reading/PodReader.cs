using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads pods.</summary>
internal static class PodReader
{
    public static Pod Read(Field root, Metadata meta)
    {
        Field status = root["status"];
        return new Pod(meta)
        {
            Spec = PodSpecReader.Read(root["spec"], meta.Ref.Name),
            Conditions = MetadataReader.Conditions(status),
            Phase = status["phase"].Text,
            Reason = status["reason"].Text,
            Message = status["message"].Text,
            Addresses = status["podIPs"] is { Exists: true } many ? many.Items(item => item["ip"].Text)
                : status["podIP"].Text is { Length: > 0 } one ? [one] : [],
            Started = status["startTime"].Time,
            NominatedNode = status["nominatedNodeName"].Text,
            ContainerStatuses = Statuses(status["containerStatuses"], "status.containerStatuses"),
            InitStatuses = Statuses(status["initContainerStatuses"], "status.initContainerStatuses"),
        };
    }

    private static ContainerStatus[] Statuses(Field list, string path) => list.Items((item, i) =>
        new ContainerStatus(item["name"].Text, $"{path}[{i}]")
        {
            State = State(item["state"]),
            LastTermination = Termination(item["lastState"]["terminated"]),
            IsReady = item["ready"].Flag,
            IsStarted = item["started"].FlagOrNull,
            Restarts = item["restartCount"].Int(),
            Image = item["image"].Text,
        });

    private static ContainerState State(Field field)
    {
        if (!field.Exists)
            return ContainerState.Unknown;
        Field waiting = field["waiting"], running = field["running"];
        return new ContainerState(
            waiting.Exists ? waiting["reason"].Text : null,
            waiting["message"].Text,
            running["startedAt"].Time,
            Termination(field["terminated"]));
    }

    private static ContainerTermination? Termination(Field field) => field.Exists
        ? new ContainerTermination(
            field["exitCode"].Int(),
            field["signal"].Int(),
            field["reason"].Text,
            field["message"].Text,
            Past(field["startedAt"].Time),
            Past(field["finishedAt"].Time))
        : null;

    // The kubelet writes 1970-01-01 for a run that never began.
    private static DateTimeOffset? Past(DateTimeOffset? time) => time > DateTimeOffset.UnixEpoch ? time : null;
}
