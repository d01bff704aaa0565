namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>What a part of a text is.</summary>
internal enum SectionKind
{
    /// <summary>Nothing that is understood.</summary>
    Other,

    /// <summary>A table of <c>kubectl get</c>.</summary>
    Table,

    /// <summary>One object as <c>kubectl describe</c> prints it.</summary>
    Description,

    /// <summary>YAML or JSON.</summary>
    Document,

    /// <summary>Lines of <c>kubectl logs</c>.</summary>
    Log,
}
