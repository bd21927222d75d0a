; An installer for Windows by Inno Setup 6, for the user who runs it, from the folder dist\valhalla that
; `python packaging\make.py bundle` made:  iscc /DVersion=0.1.0 packaging\windows\valhalla.iss
#ifndef Version
  #error Name the version: iscc /DVersion=0.1.0 packaging\windows\valhalla.iss
#endif

[Setup]
AppId=Valhalla
AppName=Valhalla
AppVersion={#Version}
DefaultDirName={autopf}\Valhalla
DefaultGroupName=Valhalla
PrivilegesRequired=lowest
DisableProgramGroupPage=yes
LicenseFile=..\licences\README.txt
OutputDir=..\..\dist
OutputBaseFilename=valhalla-{#Version}-setup
SetupIconFile=..\..\build\icons\valhalla.ico
UninstallDisplayIcon={app}\valhalla-window.exe
Compression=lzma2
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes

[Files]
Source: "..\..\dist\valhalla\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Valhalla"; Filename: "{app}\valhalla-window.exe"
Name: "{autodesktop}\Valhalla"; Filename: "{app}\valhalla-window.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "An icon on the desktop"; Flags: unchecked

[Registry]
; One of the programs under Open With; what a double click opens stays Excel.
Root: HKA; Subkey: "Software\Classes\Applications\valhalla-window.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "Valhalla"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\valhalla-window.exe\shell\open\command"; ValueType: string; ValueData: """{app}\valhalla-window.exe"" open ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\valhalla-window.exe\SupportedTypes"; ValueType: string; ValueName: ".xlsx"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\valhalla-window.exe\SupportedTypes"; ValueType: string; ValueName: ".xlsm"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\.xlsx\OpenWithList\valhalla-window.exe"; ValueType: none; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\.xlsm\OpenWithList\valhalla-window.exe"; ValueType: none; Flags: uninsdeletekey
