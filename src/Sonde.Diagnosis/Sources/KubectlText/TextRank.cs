namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>How much a place of a text tells about an object; the richer wins for each field.</summary>
internal enum TextRank
{
    /// <summary>Another object's description names it.</summary>
    Mention,

    /// <summary>A row of a table.</summary>
    Row,

    /// <summary>A description.</summary>
    Description,

    /// <summary>YAML or JSON.</summary>
    Document,
}
