// Writes packages anew, as small as can be: `dotnet pack` settles for less, and Core is to stay below 5 MB.
//
//     dotnet run nuget/shrink.cs -- FILE...

using System.IO.Compression;

foreach (string file in args)
{
    string small = file + ".small";
    using (ZipArchive from = ZipFile.OpenRead(file), to = ZipFile.Open(small, ZipArchiveMode.Create))
    {
        foreach (ZipArchiveEntry entry in from.Entries)
        {
            ZipArchiveEntry copy = to.CreateEntry(entry.FullName, CompressionLevel.SmallestSize);
            copy.LastWriteTime = entry.LastWriteTime;
            using Stream source = entry.Open(), target = copy.Open();
            source.CopyTo(target);
        }
    }

    File.Move(small, file, overwrite: true);
}
