namespace Sonde.Kubernetes.Config;

/// <summary><c>interactiveMode</c> of an exec plugin.</summary>
internal enum ExecInteraction
{
    /// <summary>Gets standard input when that is a terminal; what v1beta1 does when it says nothing.</summary>
    IfAvailable,

    /// <summary>Never gets standard input.</summary>
    Never,

    /// <summary>Cannot work without a terminal.</summary>
    Always,
}
