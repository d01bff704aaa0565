namespace Sonde.Diagnosis.Model.Extension;

/// <summary>One webhook.</summary>
/// <param name="Name">Its name, which messages of the API server carry.</param>
/// <param name="Service">The Service that is asked; null when it is a URL.</param>
/// <param name="Port">The Service's port.</param>
/// <param name="Url">The address that is asked instead of a Service; empty for none.</param>
public sealed record Webhook(string Name, ObjectRef? Service, int Port, string Url)
{
    /// <summary>What cannot be asked about is refused; otherwise it is let through.</summary>
    public bool FailsClosed { get; init; } = true;

    /// <summary>Seconds until it counts as silent.</summary>
    public int Timeout { get; init; } = 10;

    /// <summary>It is asked before pods are made.</summary>
    public bool IsAboutPods { get; init; }

    /// <summary>What it is asked about: <c>CREATE pods</c>.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Namespaces whose objects it is asked about; null: all.</summary>
    public LabelSelector? Namespaces { get; init; }

    /// <summary>Objects that it is asked about; null: all.</summary>
    public LabelSelector? Objects { get; init; }
}
