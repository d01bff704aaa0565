namespace Sonde.Diagnosis.Auditing;

/// <summary>
/// Recognises one thing that will break, or that makes a break worse. A check is a pure function of the objects. Its file is
/// the only place that names it: the build lists all <c>Auditing/Checks/**/*Check.cs</c>.
/// </summary>
public abstract class AuditCheck
{
    /// <summary>The stable name.</summary>
    public abstract string Slug { get; }

    /// <summary>What it is about, for headings.</summary>
    public abstract CheckArea Area { get; }

    /// <summary>What is wrong, in a few words, without a full stop.</summary>
    public abstract string Summary { get; }

    /// <summary>When it says so, and how severe it is.</summary>
    public abstract string When { get; }

    /// <summary>What happens if it stays so.</summary>
    public abstract string Why { get; }

    /// <summary>What to do.</summary>
    public abstract string Fix { get; }

    internal abstract void Run(AuditContext context);
}
