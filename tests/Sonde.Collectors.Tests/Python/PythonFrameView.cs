namespace Sonde.Collectors.Tests.Python;

/// <summary>One frame of a sample.</summary>
internal sealed record PythonFrameView(string Function, string File, int Line, int StartLine)
{
    public override string ToString() => $"{Function}:{Line}";
}
