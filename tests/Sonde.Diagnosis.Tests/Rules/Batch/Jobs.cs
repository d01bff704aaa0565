namespace Sonde.Diagnosis.Tests.Rules.Batch;

/// <summary>Jobs.</summary>
internal static class Jobs
{
    /// <summary>Adds a Job with a backoff limit of 2 and a deadline of a minute.</summary>
    public static TestCluster Job(this TestCluster cluster, string name, string status, string meta = "") => cluster.Object("batch/v1", "Job", name, $$"""
        "spec":{"backoffLimit":2,"activeDeadlineSeconds":60,"template":{"metadata":{"labels":{"app":"j"} },"spec":{"restartPolicy":"Never","containers":[{"name":"app","image":"a"}]} } },
        "status":{ {{status}} }
        """, meta: $"\"uid\":\"j-{name}\"{(meta.Length > 0 ? "," + meta : "")}");
}
