namespace Sonde.Diagnosis.Model.Pods;

/// <summary>How a probe asks.</summary>
public enum ProbeHandler
{
    /// <summary>An HTTP GET.</summary>
    Http,

    /// <summary>A TCP connection.</summary>
    Tcp,

    /// <summary>A command in the container.</summary>
    Exec,

    /// <summary>gRPC's health protocol.</summary>
    Grpc,
}
