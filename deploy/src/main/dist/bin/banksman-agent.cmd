@echo off
rem The agent of Banksman: one per server.
rem BANKSMAN_AGENT_OPTS: more options for the JVM, after the ones below, so that they win.
setlocal

for %%H in ("%~dp0..") do set "BANKSMAN_HOME=%%~fH"
call "%BANKSMAN_HOME%\lib\java.cmd" 17 banksman-agent
if not defined BANKSMAN_JAVA exit /b 69

rem Older ones neither warn about sun.misc.Unsafe nor know the option.
set "BANKSMAN_UNSAFE="
if %BANKSMAN_JAVA_MAJOR% geq 24 set "BANKSMAN_UNSAFE=--sun-misc-unsafe-memory-access=allow"

rem The agent shares its server with what it upgrades: a small heap, one collector thread, the quick compiler only. Out of
rem memory ends it; commands go on without it and are adopted by the next one.
"%BANKSMAN_JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx96m -XX:MaxDirectMemorySize=64m -Xss512k -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED %BANKSMAN_UNSAFE% %BANKSMAN_AGENT_OPTS% -cp "%BANKSMAN_HOME%\lib\agent\*" "-Dbanksman.home=%BANKSMAN_HOME%" dev.banksman.agent.BanksmanAgent %*
exit /b %ERRORLEVEL%
