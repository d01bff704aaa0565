namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Field numbers of <c>perftools.profiles</c> (google/pprof, proto/profile.proto), by message.</summary>
internal static class PprofFields
{
    public static class Profile
    {
        public const int SampleType = 1;
        public const int Sample = 2;
        public const int Mapping = 3;
        public const int Location = 4;
        public const int Function = 5;
        public const int StringTable = 6;
        public const int DropFrames = 7;
        public const int KeepFrames = 8;
        public const int TimeNanos = 9;
        public const int DurationNanos = 10;
        public const int PeriodType = 11;
        public const int Period = 12;
        public const int Comment = 13;
        public const int DefaultSampleType = 14;
        public const int DocUrl = 15;
    }

    public static class ValueType
    {
        public const int Type = 1;
        public const int Unit = 2;
    }

    public static class Sample
    {
        public const int LocationId = 1;
        public const int Value = 2;
        public const int Label = 3;
    }

    public static class Label
    {
        public const int Key = 1;
        public const int Text = 2;
        public const int Number = 3;
        public const int Unit = 4;
    }

    public static class Mapping
    {
        public const int Id = 1;
        public const int Start = 2;
        public const int Limit = 3;
        public const int FileOffset = 4;
        public const int FileName = 5;
        public const int BuildId = 6;

        /// <summary>The first of four flags, in the order of <see cref="MappingFlags"/>' bits.</summary>
        public const int FirstFlag = 7;
        public const int LastFlag = 10;
    }

    public static class Location
    {
        public const int Id = 1;
        public const int MappingId = 2;
        public const int Address = 3;
        public const int Line = 4;
        public const int IsFolded = 5;
    }

    public static class Line
    {
        public const int FunctionId = 1;
        public const int Number = 2;
        public const int Column = 3;
    }

    public static class Function
    {
        public const int Id = 1;
        public const int Name = 2;
        public const int SystemName = 3;
        public const int FileName = 4;
        public const int StartLine = 5;
    }
}
