@echo off
rem Called by the launchers: finds a Java that is new enough.
rem
rem   call java.cmd LEAST WHO
rem
rem sets BANKSMAN_JAVA (the program) and BANKSMAN_JAVA_MAJOR, or says what was looked at and answers 69. Looked at, in this
rem order: JAVA_HOME, PATH, the usual folders. A Java that is too old is passed by, not fatal: old servers often set
rem JAVA_HOME for something else. The version comes from the folder's "release" file: no JVM is started to ask.

set "BANKSMAN_JAVA="
set "BANKSMAN_JAVA_MAJOR=0"
set "BANKSMAN_FOUND=0"

if defined JAVA_HOME call :take "%JAVA_HOME%" JAVA_HOME %1
if defined BANKSMAN_JAVA exit /b 0

for %%J in (java.exe) do if not "%%~$PATH:J"=="" call :take "%%~dp$PATH:J.." PATH %1
if defined BANKSMAN_JAVA exit /b 0

call :look "%ProgramFiles%\Eclipse Adoptium" %1
call :look "%ProgramFiles%\Java" %1
call :look "%ProgramFiles%\Microsoft" %1
call :look "%ProgramFiles%\Amazon Corretto" %1
call :look "%ProgramFiles%\Zulu" %1
call :look "%ProgramFiles%\BellSoft" %1
if defined BANKSMAN_JAVA exit /b 0

echo %~2 needs Java %1 or newer. Found:>&2
if "%BANKSMAN_FOUND%"=="0" (
  echo   none, neither by JAVA_HOME, nor on PATH, nor in the usual folders>&2
) else (
  for /l %%N in (1,1,%BANKSMAN_FOUND%) do call :tell %%N
)
echo Install a JDK %1 ^(or newer^), or set JAVA_HOME to the folder of one.>&2
exit /b 69

rem Looks at the folders in folder %1 for a Java of at least %2.
:look
if not exist "%~1" exit /b 0
pushd "%~1"
for /d %%F in (*) do if not defined BANKSMAN_JAVA call :take "%~1\%%F" folder %2
popd
exit /b 0

rem Takes the Java in folder %1, found by way of %2, if it is at least %3.
:take
if not exist "%~1\bin\java.exe" exit /b 0
set "BANKSMAN_VERSION=unknown"
if exist "%~1\release" for /f "usebackq tokens=1,2 delims==" %%K in ("%~1\release") do if "%%K"=="JAVA_VERSION" set "BANKSMAN_VERSION=%%~L"
set /a BANKSMAN_FOUND+=1
set "BANKSMAN_FOUND_%BANKSMAN_FOUND%=%~2: %~1 (Java %BANKSMAN_VERSION%)"
set "BANKSMAN_MAJOR=0"
rem 17.0.15 gives 17; 1.8.0_392 gives 1, which is too old either way.
for /f "tokens=1 delims=.-+_" %%M in ("%BANKSMAN_VERSION%") do set /a BANKSMAN_MAJOR=%%M 2>nul
if %BANKSMAN_MAJOR% lss %3 exit /b 0
set "BANKSMAN_JAVA=%~f1\bin\java.exe"
set "BANKSMAN_JAVA_MAJOR=%BANKSMAN_MAJOR%"
exit /b 0

:tell
call echo   %%BANKSMAN_FOUND_%1%%>&2
exit /b 0
