/*
 * Holds one command while it runs, so that it needs no agent. The Windows side of what shim.sh does on Linux: Win32
 * calls alone, no C runtime, nothing to install.
 *
 *   shim run  ATTEMPT                       starts the holder away from the agent, and ends once it has claimed or died
 *   shim hold ATTEMPT EVENT                 the holder: claims, starts the body, waits, records its end
 *   shim look JOB PID START PID START       prints whether holder and body live (1 or 0), and how many processes the job has
 *   shim end  JOB PID START PID START FORCE asks the job's processes to end (0) or ends them (1); prints how many there were
 *   shim wait PID START                     ends when that process has ended
 *
 * A process is a pid and its time of creation (FILETIME as one number): a pid that was given to another is not it. Pid 0
 * is no process. What is printed is numbers. Exit code 0 means that the answer is whole; anything else comes with words.
 *
 * ATTEMPT is the attempt's directory. In it:
 *   launch  what to start: boot id, name of the job, working directory, program (for people), command line; UTF-16,
 *           each closed by a zero. Written by the agent.
 *   claim   who may start the body: this holder (pid, start, boot id, name of the job), or nobody. Made by a hard link, which succeeds
 *           once; flushed before the body begins. Who finds it taken starts nothing.
 *   body    pid and start of the body, flushed and renamed into place while the body is suspended: no body has begun
 *           without it
 *   problem why the program could not be started, if it could not
 *   exit    the body's exit code, all 32 bits; there, whole and flushed, or not there
 *   stdin, stdout, stderr   the body's streams
 *
 * The job holds the body and everything it starts. While the body is suspended the job ends with its last handle, so
 * that a holder that dies then leaves nothing; afterwards it does not. The body gets a handle to its job, because the
 * name of a job goes with the last handle even where processes are left in it. The holder stays until the job is empty,
 * so that what the body left behind can still be found and ended.
 */
#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _WIN32_WINNT 0x0602
#include <windows.h>

#define CLAIM_TAKEN 73
#define CANNOT_RECORD 74
#define CANNOT_LOOK 75
#define BAD_CALL 64
#define CANNOT_ENTER 126
#define NOT_FOUND 127
#define KILLED 137
#define MOST_PROCESSES 4096
#define MOST_ARGUMENTS 8
#define SHARED (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

typedef unsigned long long number;

/* Without a C runtime the compiler still calls these two. */
void *memset(void *to, int value, size_t count) {
    volatile unsigned char *bytes = to;
    while (count--) *bytes++ = (unsigned char)value;
    return to;
}

void *memcpy(void *to, const void *from, size_t count) {
    volatile unsigned char *bytes = to;
    const unsigned char *source = from;
    while (count--) *bytes++ = *source++;
    return to;
}

/* ---- text ---- */

typedef struct {
    char bytes[2048];
    DWORD length;
} text;

static void add(text *to, const char *word) {
    while (*word && to->length < sizeof to->bytes) to->bytes[to->length++] = *word++;
}

static void add_number(text *to, number value) {
    char digits[21];
    int at = 20;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    add(to, digits + at);
}

/* In UTF-8; what does not fit is left out. */
static void add_wide(text *to, const WCHAR *words) {
    int room = (int)(sizeof to->bytes - to->length);
    int written = WideCharToMultiByte(CP_UTF8, 0, words, lstrlenW(words), to->bytes + to->length, room, NULL, NULL);
    to->length += (DWORD)written;
}

static void print(DWORD stream, const text *words) {
    DWORD written;
    WriteFile(GetStdHandle(stream), words->bytes, words->length, &written, NULL);
}

/* Says what could not be done and why, and ends this process. */
static void __attribute__((noreturn)) fail(UINT code, const char *what) {
    DWORD error = GetLastError();
    text words = {.length = 0};
    add(&words, "banksman-shim: ");
    add(&words, what);
    add(&words, " (Windows error ");
    add_number(&words, error);
    add(&words, ")\r\n");
    print(STD_ERROR_HANDLE, &words);
    ExitProcess(code);
}

static void *memory(SIZE_T bytes) {
    void *block = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes);
    if (!block) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        fail(CANNOT_RECORD, "no memory");
    }
    return block;
}

static number parse(const WCHAR *digits) {
    number value = 0;
    const WCHAR *at = digits;
    for (; *at >= '0' && *at <= '9'; at++) value = value * 10 + (number)(*at - '0');
    if (*at || at == digits) {
        SetLastError(ERROR_INVALID_PARAMETER);
        fail(BAD_CALL, "expected a number");
    }
    return value;
}

/* ---- files ---- */

/* The directory as a path that may be longer than 260 characters. */
static WCHAR *directory_of(const WCHAR *given) {
    DWORD length = GetFullPathNameW(given, 0, NULL, NULL);
    WCHAR *path = memory((length + 8) * sizeof(WCHAR));
    DWORD prefix = given[0] == '\\' && given[1] == '\\' ? 0 : 4;
    lstrcpyW(path, prefix ? L"\\\\?\\" : L"");
    if (!length || !GetFullPathNameW(given, length, path + prefix, NULL)) fail(BAD_CALL, "no such directory");
    return path;
}

static WCHAR *in(const WCHAR *directory, const WCHAR *name) {
    WCHAR *path = memory((SIZE_T)(lstrlenW(directory) + lstrlenW(name) + 2) * sizeof(WCHAR));
    lstrcpyW(path, directory);
    lstrcatW(path, L"\\");
    lstrcatW(path, name);
    return path;
}

static HANDLE open_file(const WCHAR *path, DWORD access, DWORD how, DWORD flags, BOOL inherited) {
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, inherited};
    return CreateFileW(path, access, SHARED, &attributes, how, flags, NULL);
}

static BOOL write_file(const WCHAR *path, const text *words) {
    HANDLE file = open_file(path, GENERIC_WRITE, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, FALSE);
    DWORD written = 0;
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    BOOL whole = WriteFile(file, words->bytes, words->length, &written, NULL) && written == words->length
            && FlushFileBuffers(file);
    DWORD error = GetLastError();
    CloseHandle(file);
    SetLastError(error);
    return whole;
}

/* There as a whole and durable, or not there. */
static BOOL record(const WCHAR *directory, const WCHAR *name, const text *words) {
    WCHAR *path = in(directory, name);
    WCHAR *temporary = memory((SIZE_T)(lstrlenW(path) + 5) * sizeof(WCHAR));
    lstrcpyW(temporary, path);
    lstrcatW(temporary, L".tmp");
    BOOL done = FALSE;
    DWORD error = 0;
    /* Whoever looks through new files (a virus scanner) may have it open for a moment. */
    for (int tries = 0; !done && tries < 20; tries++) {
        if (tries) Sleep(50);
        done = write_file(temporary, words)
                && MoveFileExW(temporary, path, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
        error = GetLastError();
        if (error != ERROR_SHARING_VIOLATION && error != ERROR_ACCESS_DENIED) break;
    }
    HeapFree(GetProcessHeap(), 0, path);
    HeapFree(GetProcessHeap(), 0, temporary);
    SetLastError(error);
    return done;
}

typedef struct {
    WCHAR *boot, *job, *directory, *program, *line;
} launch;

static launch read_launch(const WCHAR *directory) {
    HANDLE file = open_file(in(directory, L"launch"), GENERIC_READ, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, FALSE);
    LARGE_INTEGER size;
    DWORD got;
    if (file == INVALID_HANDLE_VALUE || !GetFileSizeEx(file, &size)) fail(CANNOT_RECORD, "'launch' cannot be read");
    if (size.QuadPart > 1 << 20) fail(BAD_CALL, "'launch' is too large");
    WCHAR *words = memory((SIZE_T)size.QuadPart + sizeof(WCHAR));
    if (!ReadFile(file, words, (DWORD)size.QuadPart, &got, NULL)) fail(CANNOT_RECORD, "'launch' cannot be read");
    CloseHandle(file);
    WCHAR *found[5];
    DWORD count = 0, begin = 0, length = got / sizeof(WCHAR);
    for (DWORD at = 0; at < length; at++) {
        if (!words[at]) {
            if (count < 5) found[count] = words + begin;
            count++;
            begin = at + 1;
        }
    }
    if (count != 5 || begin != length) {
        SetLastError(ERROR_INVALID_DATA);
        fail(BAD_CALL, "'launch' is not whole");
    }
    return (launch){found[0], found[1], found[2], found[3], found[4]};
}

/* ---- processes ---- */

static number started(HANDLE process) {
    FILETIME creation, exit, kernel, user;
    if (!GetProcessTimes(process, &creation, &exit, &kernel, &user)) return 0;
    return (number)creation.dwHighDateTime << 32 | creation.dwLowDateTime;
}

static HANDLE open_process(number pid, DWORD access) {
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | access, FALSE, (DWORD)pid);
    if (!process && GetLastError() != ERROR_INVALID_PARAMETER) fail(CANNOT_LOOK, "a process cannot be looked at");
    return process;
}

/* The process if it lives, else NULL. Whoever cannot tell says so and ends. */
static HANDLE find(number pid, number start, DWORD more) {
    HANDLE process = pid ? open_process(pid, 0) : NULL;
    /* Of another's process no more is asked than whose it is: the rest may be refused. */
    if (!process || started(process) != start) return NULL;
    /* The first handle stays open, so that the pid cannot change hands before the second is there. */
    process = open_process(pid, SYNCHRONIZE | more);
    return process && WaitForSingleObject(process, 0) == WAIT_TIMEOUT ? process : NULL;
}

static HANDLE open_job(const WCHAR *name) {
    HANDLE job = OpenJobObjectW(JOB_OBJECT_QUERY | JOB_OBJECT_TERMINATE, FALSE, name);
    if (!job && GetLastError() != ERROR_FILE_NOT_FOUND) fail(CANNOT_LOOK, "the job cannot be opened");
    return job;
}

static DWORD processes_in(HANDLE job) {
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION counts;
    if (!job) return 0;
    if (!QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &counts, sizeof counts, NULL)) {
        fail(CANNOT_LOOK, "the job cannot be looked at");
    }
    return counts.ActiveProcesses;
}

static BOOL ends_with_last_handle(HANDLE job, BOOL yes) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.LimitFlags = yes ? JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE : 0;
    return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

/* Starts a process that inherits these handles and no others. */
static BOOL start(
        WCHAR *line, const WCHAR *directory, DWORD flags, HANDLE streams[3], HANDLE more, PROCESS_INFORMATION *started) {
    HANDLE inherited[4] = {streams[0], streams[1], streams[2], more};
    /* A handle may stand in the list once only: output and errors of a holder go to one log. */
    DWORD count = 0;
    for (DWORD at = 0; at < 4; at++) {
        BOOL known = inherited[at] == NULL || inherited[at] == INVALID_HANDLE_VALUE;
        for (DWORD before = 0; before < count; before++) known |= inherited[before] == inherited[at];
        if (!known) inherited[count++] = inherited[at];
    }
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    STARTUPINFOEXW how = {0};
    how.StartupInfo.cb = sizeof how;
    how.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    how.StartupInfo.hStdInput = streams[0];
    how.StartupInfo.hStdOutput = streams[1];
    how.StartupInfo.hStdError = streams[2];
    how.lpAttributeList = memory(size);
    return InitializeProcThreadAttributeList(how.lpAttributeList, 1, 0, &size)
            && UpdateProcThreadAttribute(how.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherited,
                    count * sizeof(HANDLE), NULL, NULL)
            && CreateProcessW(NULL, line, NULL, NULL, TRUE, flags | EXTENDED_STARTUPINFO_PRESENT, NULL, directory,
                    &how.StartupInfo, started);
}

/* ---- run ---- */

static HANDLE inheritable(DWORD stream) {
    HANDLE handle = GetStdHandle(stream);
    if (handle && handle != INVALID_HANDLE_VALUE) SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    return handle;
}

static UINT run(const WCHAR *attempt) {
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, TRUE};
    HANDLE claimed = CreateEventW(&attributes, TRUE, FALSE, NULL);
    WCHAR *self = memory(32768 * sizeof(WCHAR));
    if (!claimed || !GetModuleFileNameW(NULL, self, 32767)) fail(CANNOT_RECORD, "no event, or no name of this program");
    WCHAR *line = memory((SIZE_T)(lstrlenW(self) + lstrlenW(attempt) + 64) * sizeof(WCHAR));
    WCHAR digits[24];
    text value = {.length = 0};
    add_number(&value, (number)(ULONG_PTR)claimed);
    for (DWORD at = 0; at <= value.length; at++) digits[at] = at < value.length ? (WCHAR)value.bytes[at] : 0;
    lstrcpyW(line, L"\"");
    lstrcatW(line, self);
    lstrcatW(line, L"\" hold \"");
    lstrcatW(line, attempt);
    lstrcatW(line, L"\" ");
    lstrcatW(line, digits);

    HANDLE streams[3] = {inheritable(STD_INPUT_HANDLE), inheritable(STD_OUTPUT_HANDLE), inheritable(STD_ERROR_HANDLE)};
    PROCESS_INFORMATION holder;
    /* A console of its own, without a window, to which the body belongs: interrupts of the agent's do not reach it. */
    DWORD flags = CREATE_NO_WINDOW;
    /* Out of the service's job if that lets go; if it does not, the holder lives as long as that job does. */
    if (!start(line, NULL, flags | CREATE_BREAKAWAY_FROM_JOB, streams, claimed, &holder)
            && (GetLastError() != ERROR_ACCESS_DENIED || !start(line, NULL, flags, streams, claimed, &holder))) {
        fail(CANNOT_RECORD, "the holder cannot be started");
    }
    HANDLE either[2] = {claimed, holder.hProcess};
    DWORD code = 0;
    if (WaitForMultipleObjects(2, either, FALSE, INFINITE) != WAIT_OBJECT_0) GetExitCodeProcess(holder.hProcess, &code);
    return code;
}

/* ---- hold ---- */

/* An interrupt meant for the body must not take the one who waits for it. Its children do not inherit this. */
static BOOL WINAPI stay(DWORD event) {
    (void)event;
    return TRUE;
}

static void claim(const WCHAR *directory, const launch *what) {
    text words = {.length = 0};
    text name = {.length = 0};
    WCHAR wide[32] = L"claim.";
    add(&words, "by shim\npid ");
    add_number(&words, GetCurrentProcessId());
    add(&words, "\nstart ");
    add_number(&words, started(GetCurrentProcess()));
    add(&words, "\nboot ");
    add_wide(&words, what->boot);
    add(&words, "\njob ");
    add_wide(&words, what->job);
    add(&words, "\nend\n");
    add_number(&name, GetCurrentProcessId());
    for (DWORD at = 0; at < name.length; at++) wide[6 + at] = (WCHAR)name.bytes[at];
    WCHAR *mine = in(directory, wide);
    if (!write_file(mine, &words)) fail(CANNOT_RECORD, "the claim cannot be written");
    WCHAR *path = in(directory, L"claim");
    if (!CreateHardLinkW(path, mine, NULL)) fail(CLAIM_TAKEN, "the attempt is claimed already, or cannot be claimed");
    /* The name is in the file's own record, so that flushing the file flushes the link. */
    HANDLE link = open_file(path, GENERIC_WRITE, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, FALSE);
    if (link == INVALID_HANDLE_VALUE || !FlushFileBuffers(link)) fail(CANNOT_RECORD, "the claim cannot be flushed");
    CloseHandle(link);
}

/* A full disk delays the truth but does not change it. */
static void insist(const WCHAR *directory, const WCHAR *name, const text *words) {
    while (!record(directory, name, words)) Sleep(2000);
}

/* Whether it is flushed, or lies where nothing ever will be: that must not keep the exit code. */
static BOOL flushed(HANDLE file) {
    if (FlushFileBuffers(file)) return TRUE;
    DWORD error = GetLastError();
    return error == ERROR_ACCESS_DENIED || error == ERROR_INVALID_FUNCTION || error == ERROR_NOT_SUPPORTED;
}

static void record_exit(const WCHAR *directory, DWORD code) {
    text words = {.length = 0};
    add(&words, "code ");
    add_number(&words, code);
    add(&words, "\nend\n");
    insist(directory, L"exit", &words);
}

static UINT not_started(const WCHAR *directory, const char *kind, const WCHAR *what, DWORD error, DWORD code) {
    text words = {.length = 0};
    add(&words, kind);
    add(&words, " ");
    add_wide(&words, what);
    add(&words, "\nerror ");
    add_number(&words, error);
    add(&words, "\nend\n");
    insist(directory, L"problem", &words);
    record_exit(directory, code);
    return 0;
}

static BOOL record_body(const WCHAR *directory, const PROCESS_INFORMATION *body) {
    text words = {.length = 0};
    add(&words, "pid ");
    add_number(&words, body->dwProcessId);
    add(&words, "\nstart ");
    add_number(&words, started(body->hProcess));
    add(&words, "\nend\n");
    return record(directory, L"body", &words);
}

static UINT hold(const WCHAR *attempt, HANDLE claimed) {
    WCHAR *directory = directory_of(attempt);
    launch what = read_launch(directory);
    SetConsoleCtrlHandler(stay, TRUE);

    /* Before the claim, so that who cannot have the job claims nothing. */
    HANDLE job = CreateJobObjectW(NULL, what.job);
    if (!job || GetLastError() == ERROR_ALREADY_EXISTS) fail(CLAIM_TAKEN, "the job exists already, or cannot be made");
    if (!ends_with_last_handle(job, TRUE)) fail(CANNOT_RECORD, "the job cannot be set up");
    DWORD output = FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
    HANDLE streams[3] = {
        open_file(in(directory, L"stdin"), GENERIC_READ, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, TRUE),
        open_file(in(directory, L"stdout"), output, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, TRUE),
        open_file(in(directory, L"stderr"), output, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, TRUE)};
    for (int at = 0; at < 3; at++) {
        if (streams[at] == INVALID_HANDLE_VALUE) fail(CANNOT_RECORD, "stdin, stdout or stderr cannot be opened");
    }
    claim(directory, &what);
    SetEvent(claimed);
    CloseHandle(claimed);

    DWORD attributes = GetFileAttributesW(what.directory);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        return not_started(directory, "directory", what.directory, GetLastError(), CANNOT_ENTER);
    }
    PROCESS_INFORMATION body;
    if (!start(what.line, what.directory, CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP, streams, NULL, &body)) {
        return not_started(directory, "program", what.program, GetLastError(), NOT_FOUND);
    }
    if (!AssignProcessToJobObject(job, body.hProcess)) {
        DWORD error = GetLastError();
        TerminateProcess(body.hProcess, KILLED);
        return not_started(directory, "job", what.job, error, CANNOT_ENTER);
    }
    if (!record_body(directory, &body)) {
        DWORD error = GetLastError();
        TerminateProcess(body.hProcess, KILLED);
        SetLastError(error);
        fail(CANNOT_RECORD, "the body cannot be recorded, and was not begun");
    }
    HANDLE its;
    if (!ends_with_last_handle(job, FALSE)
            || !DuplicateHandle(GetCurrentProcess(), job, body.hProcess, &its, 0, TRUE, DUPLICATE_SAME_ACCESS)
            || ResumeThread(body.hThread) == (DWORD)-1) {
        DWORD error = GetLastError();
        TerminateProcess(body.hProcess, KILLED);
        return not_started(directory, "job", what.job, error, CANNOT_ENTER);
    }
    CloseHandle(body.hThread);
    CloseHandle(streams[0]);

    DWORD code = 0;
    if (WaitForSingleObject(body.hProcess, INFINITE) != WAIT_OBJECT_0 || !GetExitCodeProcess(body.hProcess, &code)) {
        fail(CANNOT_RECORD, "the body cannot be waited for");
    }
    while (!flushed(streams[1]) || !flushed(streams[2])) Sleep(2000);
    record_exit(directory, code);

    /* Nothing of the attempt's directory stays open, or it could not be deleted while a left process lives. */
    CloseHandle(streams[1]);
    CloseHandle(streams[2]);
    CloseHandle(GetStdHandle(STD_OUTPUT_HANDLE));
    CloseHandle(GetStdHandle(STD_ERROR_HANDLE));
    while (processes_in(job)) Sleep(1000);
    return 0;
}

/* ---- look, end, wait ---- */

static UINT look(WCHAR **with) {
    HANDLE job = open_job(with[0]);
    text words = {.length = 0};
    add_number(&words, find(parse(with[1]), parse(with[2]), 0) != NULL);
    add(&words, " ");
    add_number(&words, find(parse(with[3]), parse(with[4]), 0) != NULL);
    add(&words, " ");
    add_number(&words, processes_in(job));
    add(&words, "\n");
    print(STD_OUTPUT_HANDLE, &words);
    return 0;
}

typedef struct {
    JOBOBJECT_BASIC_PROCESS_ID_LIST list;
    ULONG_PTR more[MOST_PROCESSES];
} members;

/* Found when they are needed: every process that loads user32 costs its session some of a small heap. */
typedef DWORD(WINAPI *owner_of_window)(HWND, DWORD *);
typedef BOOL(WINAPI *post_message)(HWND, UINT, WPARAM, LPARAM);
typedef BOOL(WINAPI *enum_windows)(WNDENUMPROC, LPARAM);

typedef struct {
    const members *of;
    owner_of_window owner;
    post_message post;
} closing;

static BOOL CALLBACK close_window(HWND window, LPARAM context) {
    const closing *what = (const closing *)context;
    DWORD pid = 0;
    what->owner(window, &pid);
    for (DWORD at = 0; at < what->of->list.NumberOfProcessIdsInList; at++) {
        if (what->of->list.ProcessIdList[at] == pid) what->post(window, WM_CLOSE, 0, 0);
    }
    return TRUE;
}

static void close_windows(const members *of) {
    HMODULE user = LoadLibraryExW(L"user32.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (!user) return;
    enum_windows enumerate = (enum_windows)(void *)GetProcAddress(user, "EnumWindows");
    closing what = {
        of,
        (owner_of_window)(void *)GetProcAddress(user, "GetWindowThreadProcessId"),
        (post_message)(void *)GetProcAddress(user, "PostMessageW")};
    if (enumerate && what.owner && what.post) enumerate(close_window, (LPARAM)&what);
}

/* What has a console gets an interrupt, what has a window is asked to close it. Who has neither hears nothing. */
static void ask(HANDLE job, number holder, number body) {
    members *of = memory(sizeof *of);
    if (job) {
        /* An incomplete list is filled as far as it goes; the next call asks the rest. */
        QueryInformationJobObject(job, JobObjectBasicProcessIdList, of, sizeof *of, NULL);
    } else {
        of->list.NumberOfProcessIdsInList = 1;
        of->list.ProcessIdList[0] = (ULONG_PTR)body;
    }
    close_windows(of);
    FreeConsole();
    BOOL attached = holder && AttachConsole((DWORD)holder);
    for (DWORD at = 0; !attached && at < of->list.NumberOfProcessIdsInList; at++) {
        attached = AttachConsole((DWORD)of->list.ProcessIdList[at]);
    }
    SetConsoleCtrlHandler(stay, TRUE);
    if (attached && body) GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, (DWORD)body);
}

static UINT end(WCHAR **with) {
    HANDLE job = open_job(with[0]);
    HANDLE holder = find(parse(with[1]), parse(with[2]), PROCESS_TERMINATE);
    HANDLE body = find(parse(with[3]), parse(with[4]), PROCESS_TERMINATE);
    BOOL by_force = parse(with[5]) != 0;
    BOOL begun = parse(with[3]) != 0;
    DWORD there = processes_in(job);
    if (!begun && holder) there++;
    if (body && !there) there = 1;
    /* First, as asking lets go of the console. */
    text words = {.length = 0};
    add_number(&words, there);
    add(&words, "\n");
    print(STD_OUTPUT_HANDLE, &words);
    if (by_force) {
        /* Before the body has begun the holder is what must go; afterwards it is the one that knows the exit code. */
        if (!begun && holder && !TerminateProcess(holder, KILLED)) fail(CANNOT_LOOK, "the holder cannot be ended");
        if (job && !TerminateJobObject(job, KILLED)) fail(CANNOT_LOOK, "the job cannot be ended");
        if (body && !job) TerminateProcess(body, KILLED);
    } else if (begun && there) {
        ask(job, holder ? parse(with[1]) : 0, parse(with[3]));
    }
    return 0;
}

static UINT wait(WCHAR **with) {
    HANDLE process = find(parse(with[0]), parse(with[1]), 0);
    if (process) WaitForSingleObject(process, INFINITE);
    return 0;
}

static BOOL is(const WCHAR *mode, const WCHAR *name, int count, int wanted) {
    return !lstrcmpW(mode, name) && count == wanted;
}

/* Splits the command line at blanks outside quotes. No argument here has a quote in it. */
static int split(WCHAR *line, WCHAR **found) {
    int count = 0;
    for (WCHAR *at = line; *at && count < MOST_ARGUMENTS;) {
        while (*at == ' ' || *at == '\t') at++;
        if (!*at) break;
        WCHAR *to = at;
        found[count++] = at;
        for (BOOL quoted = FALSE; *at && (quoted || (*at != ' ' && *at != '\t')); at++) {
            if (*at == '"') {
                quoted = !quoted;
            } else {
                *to++ = *at;
            }
        }
        if (*at) at++;
        *to = 0;
    }
    return count;
}

void begin(void) {
    WCHAR *given[MOST_ARGUMENTS];
    WCHAR *line = memory((SIZE_T)(lstrlenW(GetCommandLineW()) + 1) * sizeof(WCHAR));
    lstrcpyW(line, GetCommandLineW());
    int count = split(line, given);
    const WCHAR *mode = count > 1 ? given[1] : L"";
    UINT code = BAD_CALL;
    if (is(mode, L"run", count, 3)) {
        code = run(given[2]);
    } else if (is(mode, L"hold", count, 4)) {
        code = hold(given[2], (HANDLE)(ULONG_PTR)parse(given[3]));
    } else if (is(mode, L"look", count, 7)) {
        code = look(given + 2);
    } else if (is(mode, L"end", count, 8)) {
        code = end(given + 2);
    } else if (is(mode, L"wait", count, 4)) {
        code = wait(given + 2);
    } else {
        SetLastError(ERROR_INVALID_PARAMETER);
        fail(BAD_CALL, "expected run, look, end or wait with their arguments");
    }
    ExitProcess(code);
}
