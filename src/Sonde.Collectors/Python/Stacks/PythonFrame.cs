using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>One interpreter frame as it was copied.</summary>
internal struct PythonFrame
{
    /// <summary>Where it is.</summary>
    public UserAddress Address;

    /// <summary>Its code object; no code object when <see cref="Owner"/> is the C stack.</summary>
    public UserAddress Code;

    /// <summary>
    /// 3.11 and 3.12 <c>prev_instr</c>, the code unit before the next; from 3.13 <c>instr_ptr</c>, the instruction that runs. Both
    /// lie within the instruction that runs, or within the call that the frame waits for. Up to 3.10 <c>f_lasti</c> in bytes from
    /// the start of the bytecode; -2 before the first instruction.
    /// </summary>
    public UserAddress Instruction;

    /// <summary>Whose memory it is.</summary>
    public FrameOwner Owner;

    /// <summary>The frame has called a Python function from Python, which now runs (<c>stacktop</c> is kept while it does).</summary>
    public bool AwaitsCallee;

    /// <summary>What made the frame (code, function, caller, instruction, …) was the same before and after the instant.</summary>
    public bool IsSteady;

    /// <summary>Code and caller were the same before and after the instant; only the instruction moved.</summary>
    public bool IsSameCall;

    /// <summary>The frame was the same in the two copies after the instant.</summary>
    public bool IsSteadyAfter;

    /// <summary>3.14 free-threaded: which copy of the bytecode runs; 0 is the code object's own.</summary>
    public int BytecodeIndex;

    /// <summary>The code object, once it is known.</summary>
    public PythonCode? CodeObject;
}
