namespace Sonde.Places.Framing;

/// <summary>What a frame holds. The numbers are the protocol.</summary>
internal enum FrameKind : byte
{
    /// <summary>Some bytes: of a program's stdin, or of a file.</summary>
    Data = 1,

    /// <summary>The program's stdin ends.</summary>
    EndOfInput = 2,

    /// <summary>A signal for the program: its number in one byte.</summary>
    Signal = 3,

    /// <summary>Something that will be copied, in the order of the tree: each folder before what is in it.</summary>
    Entry = 10,

    /// <summary>No more entries.</summary>
    EndOfEntries = 11,

    /// <summary>What the receiver has of a file already: number of the entry, length, hash.</summary>
    Have = 12,

    /// <summary>The receiver has no more.</summary>
    EndOfHave = 13,

    /// <summary>Data of a file follow: number of the entry, where they begin.</summary>
    File = 14,

    /// <summary>The file is complete: length and hash of all of it.</summary>
    EndOfFile = 15,

    /// <summary>The receiver's file is the same: number of the entry.</summary>
    Same = 16,

    /// <summary>Something could not be copied: a line for the user.</summary>
    Problem = 17,

    /// <summary>The sender has sent everything; the receiver has put everything into its place.</summary>
    End = 18,
}
