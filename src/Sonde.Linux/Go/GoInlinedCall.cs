namespace Sonde.Linux.Go;

/// <summary>One inlined call (<c>runtime.inlinedCall</c>).</summary>
/// <param name="Name">Offset of the name of the inlined function.</param>
/// <param name="ParentOffset">Bytes from the start of the whole function to an instruction that stands for the call.</param>
/// <param name="StartLine">First line of the inlined function; 0 when unknown.</param>
internal readonly record struct GoInlinedCall(int Name, int ParentOffset, int StartLine);
