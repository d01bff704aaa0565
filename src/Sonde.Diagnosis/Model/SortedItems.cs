namespace Sonde.Diagnosis.Model;

/// <summary>Lists of objects in the order of their names.</summary>
internal static class SortedItems
{
    /// <summary>The order.</summary>
    public static Comparer<KubeObject> ByName { get; } = Comparer<KubeObject>.Create((one, other) => one.Ref.CompareTo(other.Ref));

    /// <summary>Puts an object in the place of the one of its name, adds it where there is none, or (null) takes that one out.</summary>
    public static void Replace<T>(List<T> list, ObjectRef name, T? now)
        where T : KubeObject => Replace(list, name, now, one => one.Ref);

    /// <summary>The same for whatever has a name.</summary>
    public static void Replace<T>(List<T> list, ObjectRef name, T? now, Func<T, ObjectRef> nameOf)
        where T : class
    {
        int low = 0, high = list.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (nameOf(list[middle]).CompareTo(name) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        bool isHere = low < list.Count && nameOf(list[low]) == name;
        if (isHere && now is not null)
            list[low] = now;
        else if (isHere)
            list.RemoveAt(low);
        else if (now is not null)
            list.Insert(low, now);
    }
}
