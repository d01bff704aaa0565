namespace Sonde.Linux.Elf;

/// <summary>Consecutive indexes, to be used in <c>foreach</c>.</summary>
internal readonly record struct IndexRange(int Start, int End)
{
    public Enumerator GetEnumerator() => new(Start - 1, End);

    public struct Enumerator(int before, int end)
    {
        public int Current { get; private set; } = before;

        public bool MoveNext() => ++Current < end;
    }
}
