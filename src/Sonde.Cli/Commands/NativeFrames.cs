namespace Sonde.Cli.Commands;

/// <summary>Which native frames <c>sonde profile</c> shows between those of an interpreter.</summary>
internal enum NativeFrames
{
    /// <summary>None: only the interpreter's own.</summary>
    None,

    /// <summary>All but those of the interpreter that only pass calls on.</summary>
    Shown,

    /// <summary>All.</summary>
    WithInterpreter,
}
