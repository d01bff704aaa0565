namespace Sonde.Places.Pods;

/// <summary>An ephemeral container of a pod, and how it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image that its spec names.</param>
/// <param name="Target">The container whose processes it sees; empty for none.</param>
/// <param name="State">How it is.</param>
/// <param name="Reason">The kubelet's word for why it waits or ended, such as <c>ErrImagePull</c>; empty for none.</param>
/// <param name="Message">The kubelet's words; empty for none.</param>
/// <param name="ExitCode">Its exit code, once it has ended.</param>
public sealed record EphemeralContainer(
    string Name, string Image, string Target, ContainerState State, string Reason, string Message, long ExitCode)
{
    /// <summary>It was given capabilities.</summary>
    public bool IsPrivileged { get; init; }
}
