@echo off
rem The command line of Banksman. BANKSMAN_OPTS: more options for the JVM, after the ones below, so that they win.
setlocal

for %%H in ("%~dp0..") do set "BANKSMAN_HOME=%%~fH"
call "%BANKSMAN_HOME%\lib\java.cmd" 25 banksman
if not defined BANKSMAN_JAVA exit /b 69

rem Native TLS and SQLite load libraries; Armeria still uses sun.misc.Unsafe. Without these two the JVM warns. The
rem controller runs for weeks, a command for seconds; the quick compiler is for the latter.
set "BANKSMAN_PACE=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
if /i "%~1"=="controller" set "BANKSMAN_PACE=-XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -Dbanksman.log=INFO"
"%BANKSMAN_JAVA%" %BANKSMAN_PACE% --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %BANKSMAN_OPTS% -cp "%BANKSMAN_HOME%\lib\controller\*" "-Dbanksman.home=%BANKSMAN_HOME%" dev.banksman.controller.Banksman %*
exit /b %ERRORLEVEL%
