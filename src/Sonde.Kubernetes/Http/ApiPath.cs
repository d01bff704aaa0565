using System.Text;

namespace Sonde.Kubernetes.Http;

/// <summary>Builds a request's path and query; every part is escaped.</summary>
internal sealed class ApiPath
{
    private readonly StringBuilder _text = new();
    private bool _hasQuery;

    /// <summary>Starts with a path that is written as it is, such as <c>/api/v1</c>.</summary>
    public ApiPath(string start) => _text.Append(start);

    /// <summary>One more path segment.</summary>
    public ApiPath Segment(string name)
    {
        _text.Append('/').Append(Uri.EscapeDataString(name));
        return this;
    }

    /// <summary>A query parameter; nothing when the value is null or empty.</summary>
    public ApiPath With(string name, string? value)
    {
        return string.IsNullOrEmpty(value) ? this : WithAny(name, value);
    }

    /// <summary>A query parameter, also an empty one.</summary>
    public ApiPath WithAny(string name, string value)
    {
        _text.Append(_hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _hasQuery = true;
        return this;
    }

    /// <summary>The path with its query.</summary>
    public override string ToString() => _text.ToString();
}
