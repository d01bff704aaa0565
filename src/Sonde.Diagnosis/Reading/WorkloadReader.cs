using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads the objects that make pods.</summary>
internal static class WorkloadReader
{
    public static Deployment Deployment(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new Deployment(meta)
        {
            Template = PodSpecReader.Template(spec["template"]),
            Selector = SelectorReader.Read(spec["selector"]),
            ObservedGeneration = status["observedGeneration"].LongOrNull ?? 0,
            Conditions = MetadataReader.Conditions(status),
            Replicas = spec["replicas"].Int(1),
            IsPaused = spec["paused"].Flag,
            ProgressDeadline = spec["progressDeadlineSeconds"].Int(600),
            Strategy = spec["strategy"]["type"].TextOr("RollingUpdate"),
            MaxUnavailable = Portion(spec["strategy"]["rollingUpdate"]["maxUnavailable"]),
            MaxSurge = Portion(spec["strategy"]["rollingUpdate"]["maxSurge"]),
            Updated = status["updatedReplicas"].Int(),
            Ready = status["readyReplicas"].Int(),
            Available = status["availableReplicas"].Int(),
            Existing = status["replicas"].Int(),
        };
    }

    public static ReplicaSet ReplicaSet(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        Field selector = spec["selector"];
        return new ReplicaSet(meta)
        {
            Template = PodSpecReader.Template(spec["template"]),
            Selector = meta.Ref.Kind == "ReplicationController" ? SelectorReader.OfMap(selector) : SelectorReader.Read(selector),
            ObservedGeneration = status["observedGeneration"].LongOrNull ?? 0,
            Conditions = MetadataReader.Conditions(status),
            Replicas = spec["replicas"].Int(1),
            Existing = status["replicas"].Int(),
            Ready = status["readyReplicas"].Int(),
        };
    }

    public static StatefulSet StatefulSet(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new StatefulSet(meta)
        {
            Template = PodSpecReader.Template(spec["template"]),
            Selector = SelectorReader.Read(spec["selector"]),
            ObservedGeneration = status["observedGeneration"].LongOrNull ?? 0,
            Conditions = MetadataReader.Conditions(status),
            Replicas = spec["replicas"].Int(1),
            ServiceName = spec["serviceName"].Text,
            IsOrdered = spec["podManagementPolicy"].Text != "Parallel",
            UpdateStrategy = spec["updateStrategy"]["type"].TextOr("RollingUpdate"),
            Partition = spec["updateStrategy"]["rollingUpdate"]["partition"].Int(),
            FirstOrdinal = spec["ordinals"]["start"].Int(),
            ClaimTemplates = spec["volumeClaimTemplates"].Items(claim => claim["metadata"]["name"].Text),
            Ready = status["readyReplicas"].Int(),
            Existing = status["replicas"].Int(),
            CurrentRevision = status["currentRevision"].Text,
            UpdateRevision = status["updateRevision"].Text,
        };
    }

    public static DaemonSet DaemonSet(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new DaemonSet(meta)
        {
            Template = PodSpecReader.Template(spec["template"]),
            Selector = SelectorReader.Read(spec["selector"]),
            ObservedGeneration = status["observedGeneration"].LongOrNull ?? 0,
            Conditions = MetadataReader.Conditions(status),
            UpdateStrategy = spec["updateStrategy"]["type"].TextOr("RollingUpdate"),
            Desired = status["desiredNumberScheduled"].Int(),
            Ready = status["numberReady"].Int(),
            Misscheduled = status["numberMisscheduled"].Int(),
            Updated = status["updatedNumberScheduled"].Int(),
        };
    }

    /// <summary>A revision of a StatefulSet or DaemonSet: its data is the patch that leads to it.</summary>
    public static ControllerRevision Revision(Field root, Metadata meta) => new(meta)
    {
        Number = root["revision"].LongOrNull ?? 0,
        Template = PodSpecReader.Template(root["data"]["spec"]["template"]),
    };

    public static Job Job(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new Job(meta)
        {
            Template = PodSpecReader.Template(spec["template"]),
            Selector = SelectorReader.Read(spec["selector"]),
            Conditions = MetadataReader.Conditions(status),
            Completions = spec["completions"].LongOrNull is { } completions ? (int)Math.Min(completions, int.MaxValue) : null,
            Parallelism = spec["parallelism"].Int(1),
            BackoffLimit = spec["backoffLimit"].Int(6),
            ActiveDeadline = spec["activeDeadlineSeconds"].LongOrNull,
            IsSuspended = spec["suspend"].Flag,
            Active = status["active"].Int(),
            Succeeded = status["succeeded"].Int(),
            Failed = status["failed"].Int(),
            Started = status["startTime"].Time,
        };
    }

    public static CronJob CronJob(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new CronJob(meta)
        {
            Template = PodSpecReader.Template(spec["jobTemplate"]["spec"]["template"]),
            Schedule = spec["schedule"].Text,
            TimeZone = spec["timeZone"].Text,
            IsSuspended = spec["suspend"].Flag,
            ConcurrencyPolicy = spec["concurrencyPolicy"].TextOr("Allow"),
            StartingDeadline = spec["startingDeadlineSeconds"].LongOrNull,
            Active = status["active"].Items(job => job["name"].Text),
            LastScheduled = status["lastScheduleTime"].Time,
            LastSuccessful = status["lastSuccessfulTime"].Time,
        };
    }

    /// <summary>A number or a percentage; the API server fills in 25 %.</summary>
    private static string Portion(Field field) => !field.Exists ? "25%" : field.Port is { IsEmpty: false } number ? number.ToString() : "0";
}
