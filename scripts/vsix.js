// A .vsix is a zip with the extension in a folder, and two files of XML that say what is in it.
import { strToU8, zipSync } from "fflate";

const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * @param manifest the extension's package.json
 * @param files pairs of a path and its bytes; README.md and LICENSE.txt among them
 * @returns its bytes, the same for the same files
 */
export function vsix(manifest, files) {
  const entries = {
    "extension.vsixmanifest": strToU8(description(manifest)),
    "[Content_Types].xml": strToU8(contentTypes(files.map(([path]) => path))),
    ...Object.fromEntries(files.map(([path, bytes]) => [`extension/${path}`, new Uint8Array(bytes)])),
  };
  // The oldest day that a zip knows.
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) });
}

function description(manifest) {
  const { name, version, publisher, displayName, description, categories, keywords, engines } = manifest;
  const extensions = manifest.contributes.languages.flatMap((l) =>
    l.extensions.map((e) => `__ext_${e.slice(1)}`),
  );
  const tags = [...keywords, "snippet", "json", ...extensions].join(",");
  const property = (id, value) =>
    `      <Property Id="Microsoft.VisualStudio.${id}" Value="${escaped(value)}"/>`;
  const asset = (type, path) =>
    `    <Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${path}" Addressable="true"/>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escaped(name)}" Version="${escaped(version)}" Publisher="${escaped(publisher)}"/>
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(description)}</Description>
    <Tags>${escaped(tags)}</Tags>
    <Categories>${escaped(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${property("Code.Engine", engines.vscode)}
${property("Code.ExtensionDependencies", "")}
${property("Code.ExtensionPack", "")}
${property("Code.ExtensionKind", "workspace,web")}
${property("Code.LocalizedLanguages", "")}
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
${asset("Code.Manifest", "package.json")}
${asset("Services.Content.Details", "README.md")}
${asset("Services.Content.License", "LICENSE.txt")}
  </Assets>
</PackageManifest>
`;
}

function contentTypes(paths) {
  const types = {
    json: "application/json",
    js: "application/javascript",
    md: "text/markdown",
    png: "image/png",
    txt: "text/plain",
  };
  const endings = new Set([...paths.map((path) => path.slice(path.lastIndexOf(".") + 1)), "vsixmanifest"]);
  const all = [...endings].sort().map((ending) => {
    const type = ending === "vsixmanifest" ? "text/xml" : types[ending];
    if (type === undefined) throw new Error(`no content type for .${ending}`);
    return `  <Default Extension=".${ending}" ContentType="${type}"/>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${all.join("\n")}
</Types>
`;
}
