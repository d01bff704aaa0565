namespace Sonde.Kubernetes.Yaml;

/// <summary>Text that is no YAML, or YAML that cannot be JSON. The message is one line with the place.</summary>
public sealed class YamlException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="line">Line of the text, from 1; 0 when unknown.</param>
    /// <param name="column">Column in that line, from 1; 0 when unknown.</param>
    /// <param name="message">What is wrong, without place and full stop.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public YamlException(long line, long column, string message, Exception? innerException = null)
        : base(line > 0 ? $"line {line}, column {column}: {message}" : message, innerException)
    {
        Line = line;
        Column = column;
    }

    /// <summary>Line of the text, from 1; 0 when unknown.</summary>
    public long Line { get; }

    /// <summary>Column in that line, from 1; 0 when unknown.</summary>
    public long Column { get; }
}
