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
 *   launch  what to start: boot id, name of the job, working directory, program (for people), command line; then, for
 *           another account: its domain, its user, "password" or "managed", and the names of the variables of this
 *           process's environment that the body gets beside the account's own. UTF-16, each closed by a zero. Written
 *           by the agent, which gives the password on standard input and nowhere else.
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

#define MOST_WORDS 1024

typedef struct {
    WCHAR *boot, *job, *directory, *program, *line;
    /* No user: the account of this process. An empty domain: the user's name says it. */
    WCHAR *domain, *user;
    BOOL managed;
    WCHAR **variables;
    DWORD count;
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
    WCHAR **found = memory(MOST_WORDS * sizeof *found);
    DWORD count = 0, begin = 0, length = got / sizeof(WCHAR);
    for (DWORD at = 0; at < length; at++) {
        if (!words[at]) {
            if (count < MOST_WORDS) found[count] = words + begin;
            count++;
            begin = at + 1;
        }
    }
    if ((count != 5 && count < 8) || count > MOST_WORDS || begin != length) {
        SetLastError(ERROR_INVALID_DATA);
        fail(BAD_CALL, "'launch' is not whole");
    }
    launch what = {found[0], found[1], found[2], found[3], found[4], NULL, NULL, FALSE, found + 8, 0};
    if (count >= 8) {
        what.domain = found[5];
        what.user = found[6];
        what.managed = !lstrcmpW(found[7], L"managed");
        what.count = count - 8;
    }
    return what;
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

/* Another account that a process is to have. */
typedef BOOL(WINAPI *create_as_user)(HANDLE, const WCHAR *, WCHAR *, SECURITY_ATTRIBUTES *, SECURITY_ATTRIBUTES *, BOOL,
        DWORD, void *, const WCHAR *, STARTUPINFOW *, PROCESS_INFORMATION *);

typedef struct {
    HANDLE token;
    WCHAR *environment;
    create_as_user create;
} identity;

/* Starts a process that inherits these handles and no others. */
static BOOL start(WCHAR *line, const WCHAR *directory, DWORD flags, HANDLE streams[3], HANDLE more, const identity *as,
        PROCESS_INFORMATION *started) {
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
    if (!InitializeProcThreadAttributeList(how.lpAttributeList, 1, 0, &size)
            || !UpdateProcThreadAttribute(how.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherited,
                    count * sizeof(HANDLE), NULL, NULL)) {
        return FALSE;
    }
    if (!as) {
        return CreateProcessW(NULL, line, NULL, NULL, TRUE, flags | EXTENDED_STARTUPINFO_PRESENT, NULL, directory,
                &how.StartupInfo, started);
    }
    /* A window station and a console of its own: those of this process are closed to other accounts. */
    how.StartupInfo.lpDesktop = memory(sizeof(WCHAR));
    return as->create(as->token, NULL, line, NULL, NULL, TRUE,
            flags | EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT | CREATE_NO_WINDOW, as->environment,
            directory, &how.StartupInfo, started);
}

/* ---- other accounts ---- */

#define MOST_PASSWORD 512
#define LOGON_SERVICE 5
/* Stands for the password that Windows keeps of a group-managed account. */
#define MANAGED_PASSWORD L"_SA_{262E99C9-6160-4871-ACEC-4E61736B6F21}"

/* As userenv.h has it. */
typedef struct {
    DWORD size, flags;
    WCHAR *user, *profile, *standard, *server, *policy;
    HANDLE loaded;
} user_profile;

typedef BOOL(WINAPI *log_on_user)(const WCHAR *, const WCHAR *, const WCHAR *, DWORD, DWORD, HANDLE *);
typedef BOOL(WINAPI *name_of_user)(WCHAR *, DWORD *);
typedef BOOL(WINAPI *open_token)(HANDLE, DWORD, HANDLE *);
typedef BOOL(WINAPI *load_profile)(HANDLE, user_profile *);
typedef BOOL(WINAPI *unload_profile)(HANDLE, HANDLE);
typedef BOOL(WINAPI *make_environment)(void **, HANDLE, BOOL);

/* Found when they are needed, as most commands need none of them; NULL where this system has none. */
static void *function(const WCHAR *library, const char *name) {
    HMODULE module = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    return module ? (void *)GetProcAddress(module, name) : NULL;
}

static SIZE_T name_length(const WCHAR *variable) {
    SIZE_T length = 1;
    /* Variables of the system's own begin with the sign. */
    while (variable[0] && variable[length] && variable[length] != '=') length++;
    return variable[0] ? length : 0;
}

static int compare(const WCHAR *one, const WCHAR *other) {
    return CompareStringOrdinal(one, (int)name_length(one), other, (int)name_length(other), TRUE) - CSTR_EQUAL;
}

/* The account's own variables, with ours in their places or added, in the order that Windows expects. */
static WCHAR *merged(const WCHAR *own, const launch *what) {
    DWORD most = what->count;
    for (const WCHAR *at = own; *at; at += lstrlenW(at) + 1) most++;
    const WCHAR **found = memory(most * sizeof *found + sizeof *found);
    DWORD count = 0;
    SIZE_T length = 1;
    const WCHAR *next = own;
    for (DWORD at = 0; at < what->count || *next;) {
        const WCHAR *variable = next;
        if (at < what->count) {
            WCHAR *name = what->variables[at++];
            DWORD size = GetEnvironmentVariableW(name, NULL, 0);
            WCHAR *value = memory((lstrlenW(name) + size + 2) * sizeof(WCHAR));
            lstrcpyW(value, name);
            lstrcatW(value, L"=");
            if (size) GetEnvironmentVariableW(name, value + lstrlenW(value), size);
            variable = value;
        } else {
            next += lstrlenW(next) + 1;
        }
        DWORD place = 0;
        while (place < count && compare(found[place], variable) < 0) place++;
        /* Ours come first, so what is there already stays. */
        if (place < count && !compare(found[place], variable)) continue;
        for (DWORD later = count++; later > place; later--) found[later] = found[later - 1];
        found[place] = variable;
        length += lstrlenW(variable) + 1;
    }
    WCHAR *block = memory((length + 1) * sizeof(WCHAR));
    WCHAR *to = block;
    for (DWORD at = 0; at < count; at++) {
        lstrcpyW(to, found[at]);
        to += lstrlenW(to) + 1;
    }
    return block;
}

/* All of standard input, up to its end; nobody else has it. */
static WCHAR *read_password(void) {
    WCHAR *password = memory((MOST_PASSWORD + 1) * sizeof(WCHAR));
    DWORD length = 0, got = 0;
    while (length < MOST_PASSWORD * sizeof(WCHAR)
            && ReadFile(GetStdHandle(STD_INPUT_HANDLE), (char *)password + length,
                    MOST_PASSWORD * sizeof(WCHAR) - length, &got, NULL)
            && got) {
        length += got;
    }
    return password;
}

/* This process's own account needs no logon. */
static BOOL is_own(const launch *what) {
    name_of_user name = (name_of_user)function(L"advapi32.dll", "GetUserNameW");
    WCHAR own[257], computer[64];
    DWORD length = 257, letters = 64;
    return name && name(own, &length) && !lstrcmpiW(own, what->user) && GetComputerNameW(computer, &letters)
            && (!lstrcmpW(what->domain, L".") || !lstrcmpiW(what->domain, computer));
}

static BOOL log_on(const launch *what, WCHAR *password, HANDLE *token) {
    open_token open = (open_token)function(L"advapi32.dll", "OpenProcessToken");
    log_on_user logon = (log_on_user)function(L"advapi32.dll", "LogonUserW");
    if (is_own(what)) return open && open(GetCurrentProcess(), TOKEN_ALL_ACCESS, token);
    return logon
            && logon(what->user, *what->domain ? what->domain : NULL, what->managed ? MANAGED_PASSWORD : password,
                    LOGON_SERVICE, LOGON32_PROVIDER_DEFAULT, token);
}

/* The account with its profile and its environment, or FALSE with Windows' error. */
static BOOL become(const launch *what, WCHAR *password, identity *as, HANDLE *profile) {
    load_profile load = (load_profile)function(L"userenv.dll", "LoadUserProfileW");
    make_environment make = (make_environment)function(L"userenv.dll", "CreateEnvironmentBlock");
    as->create = (create_as_user)function(L"advapi32.dll", "CreateProcessAsUserW");
    BOOL own = is_own(what);
    void *environment = NULL;
    user_profile asked = {.size = sizeof asked, .flags = 1, .user = what->user};
    if (!load || !make || !as->create) return FALSE;
    if (!log_on(what, password, &as->token)) return FALSE;
    if (!own && !load(as->token, &asked)) return FALSE;
    *profile = asked.loaded;
    if (!make(&environment, as->token, FALSE)) return FALSE;
    as->environment = merged(environment, what);
    return TRUE;
}

static void leave(const identity *as, HANDLE profile) {
    unload_profile unload = (unload_profile)function(L"userenv.dll", "UnloadUserProfile");
    if (profile && unload) unload(as->token, profile);
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
    if (!start(line, NULL, flags | CREATE_BREAKAWAY_FROM_JOB, streams, claimed, NULL, &holder)
            && (GetLastError() != ERROR_ACCESS_DENIED || !start(line, NULL, flags, streams, claimed, NULL, &holder))) {
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
    WCHAR *password = what.user && !what.managed ? read_password() : NULL;
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
    identity as = {NULL, NULL, NULL};
    HANDLE profile = NULL;
    if (what.user) {
        BOOL became = become(&what, password, &as, &profile);
        DWORD error = GetLastError();
        if (password) SecureZeroMemory(password, MOST_PASSWORD * sizeof(WCHAR));
        if (!became) return not_started(directory, "account", what.user, error, CANNOT_ENTER);
    }
    PROCESS_INFORMATION body;
    if (!start(what.line, what.directory, CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP, streams, NULL,
                what.user ? &as : NULL, &body)) {
        DWORD error = GetLastError();
        BOOL refused = what.user && error != ERROR_FILE_NOT_FOUND && error != ERROR_PATH_NOT_FOUND;
        leave(&as, profile);
        if (refused) return not_started(directory, "account", what.user, error, CANNOT_ENTER);
        SetLastError(error);
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
    leave(&as, profile);
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
    if (body && !(attached && GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, (DWORD)body))) {
        /* A body of another account has a console of its own. */
        FreeConsole();
        if (AttachConsole((DWORD)body)) GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, (DWORD)body);
    }
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
