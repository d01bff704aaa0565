namespace Sonde.Kubernetes.Config;

/// <summary>What of the machine decides which cluster is asked and as whom; tests give their own.</summary>
public sealed record KubeEnvironment
{
    /// <summary>This process's own environment.</summary>
    public static KubeEnvironment Current { get; } = new();

    /// <summary>Value of an environment variable; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where <c>.kube/config</c> lies.</summary>
    public string HomeFolder { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>
    /// Where a pod finds its token, CA and namespace ("Accessing the API from a Pod", kubernetes.io/docs/tasks/run-application).
    /// </summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>True when a credential plugin may ask the user something on standard input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>The clock for expiry, retries and time-outs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
