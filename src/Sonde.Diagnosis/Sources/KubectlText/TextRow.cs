namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A row of a table.</summary>
internal sealed class TextRow(string[] columns, string[] cells)
{
    /// <summary>The cell of a column; empty when the table does not have it.</summary>
    public string this[string column]
    {
        get
        {
            int at = Array.FindIndex(columns, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
            return at < 0 ? "" : cells[at];
        }
    }

    /// <summary>The table has that column.</summary>
    public bool Has(string column) => Array.Exists(columns, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>The parts of a cell that lists several: <c>a,b</c>; none for <c>&lt;none&gt;</c>.</summary>
    public string[] Parts(string column) => this[column] is var text && JsonParts.IsNothing(text) ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
