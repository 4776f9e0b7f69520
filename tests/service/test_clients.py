"""The clients of the documentation, compiled and run: they let an accepted sheet go, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fixtures import ROOT
from tests.needs import need
from tests.service.desk import ACCEPTED, REFUSED, TODAY, talk
from tests.service.serving import TOKEN, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("FSECHECK_NIGHTLY"), reason="the toolchains are those of .ci/nightly"),
]

JAVA = """
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

public final class Try {
    public static void main(String[] words) throws Exception {
        try (Fsecheck fsecheck = new Fsecheck(Arrays.copyOfRange(words, 1, words.length))) {
            for (String path : words[0].split(","))
                System.out.println(fsecheck.maySend("check", Files.readAllBytes(Path.of(path)), null));
        }
    }
}
"""
CSHARP = """
using System;
using System.IO;
using System.Linq;

public static class Try
{
    public static void Main(string[] words)
    {
        using (var fsecheck = new Fsecheck(words[1], string.Join(" ", words.Skip(2))))
            foreach (string path in words[0].Split(','))
                Console.WriteLine(fsecheck.MaySend("check", File.ReadAllBytes(path), null) ? "true" : "false");
    }
}
"""
PHP = """<?php
require __DIR__ . '/Fsecheck.php';
foreach (explode(',', $argv[1]) as $path)
    echo fsecheck_may_send($argv[2], $argv[3], 'check', file_get_contents($path)) ? 'true' : 'false', PHP_EOL;
"""
PASCAL = """
program Try;
{$MODE DELPHI}{$H+}
uses Classes, SysUtils, FsecheckClient;
var Paths: TStringList; Path: string; Sheet: TBytes; Data: TMemoryStream;
begin
  Paths := TStringList.Create; Paths.CommaText := ParamStr(1);
  for Path in Paths do
  begin
    Data := TMemoryStream.Create; Data.LoadFromFile(Path);
    SetLength(Sheet, Data.Size); Data.ReadBuffer(Pointer(Sheet)^, Data.Size); Data.Free;
    if MaySend(ParamStr(2), ParamStr(3), 'check', Sheet, nil) then WriteLn('true') else WriteLn('false');
  end;
  Paths.Free;
end.
"""


def snippet(language, fence):
    """The client of a page of the documentation."""
    page = (ROOT / "docs" / f"embedding-{language}.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{fence}\n(.*?)```", page, re.DOTALL)
    return found


def made(folder, program, command, **files):
    """Compile *files* in *folder*; what is not installed skips the test."""
    need(program, shutil.which(program))
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def java(tmp_path_factory):
    """The command of the Java client."""
    folder = tmp_path_factory.mktemp("java")
    own = {"Fsecheck_java": snippet("java", "java"), "Try_java": JAVA}
    made(folder, "javac", ["javac", "-Xlint:all", "-Werror", "Fsecheck.java", "Try.java"], **own)
    return ["java", "-cp", str(folder), "Try"]


@pytest.fixture(scope="module")
def csharp(tmp_path_factory):
    """The command of the C# client."""
    folder = tmp_path_factory.mktemp("csharp")
    own = {"Fsecheck_cs": snippet("csharp", "csharp"), "Try_cs": CSHARP}
    made(folder, "mcs", ["mcs", "-warnaserror", "-out:Try.exe", "Fsecheck.cs", "Try.cs"], **own)
    return ["mono", str(folder / "Try.exe")]


@pytest.fixture(scope="module")
def php(tmp_path_factory):
    """The command of the PHP client."""
    folder = tmp_path_factory.mktemp("php")
    made(folder, "php", ["php", "-l", "Fsecheck.php"], Fsecheck_php=snippet("php", "php"), Try_php=PHP)
    return ["php", str(folder / "Try.php")]


@pytest.fixture(scope="module")
def delphi(tmp_path_factory):
    """The command of the Delphi client, compiled by Free Pascal in its mode of that name."""
    folder = tmp_path_factory.mktemp("delphi")
    own = {"FsecheckClient_pas": snippet("delphi", "pascal"), "Try_pas": PASCAL}
    made(folder, "fpc", ["fpc", "-Sew", "Try.pas"], **own)
    return [str(folder / "Try")]


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """An accepted sheet, a refused one, an empty file, and the accepted one again."""
    folder = tmp_path_factory.mktemp("sheets")
    for name, data in (("accept", ACCEPTED), ("reject", REFUSED), ("empty", b"")):
        (folder / name).write_bytes(data)
    return ",".join(str(folder / name) for name in ("accept", "reject", "empty", "accept"))


def said(command, *words):
    """What a client says of each sheet."""
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("language", ["java", "csharp"])
def test_a_client_that_keeps_a_child(language, request, paths, tmp_path):
    """It lets the accepted sheet go; no program, an end, a broken line or the answer to another call never do."""
    client = request.getfixturevalue(language)
    child = [sys.executable, "-m", "fsecheck.cli", "hook", "--today", TODAY.isoformat()]
    second = '{"id":2,"jsonrpc":"2.0","result":{"may_send":true,"verdict":"accept"}}'
    liars = {
        "ends": "pass",
        "breaks": "import sys\nfor line in sys.stdin: print('{', flush=True)",
        "answers another": f"import sys\nfor line in sys.stdin: print('{second}' * ('\"id\":1,' in line), flush=True)",
        "repeats": "import sys\nfor line in sys.stdin: print(line, flush=True)",
    }

    assert said(client, paths, *child) == ["true", "false", "false", "true"]
    assert said(client, paths, str(tmp_path / "none")) == ["false"] * 4
    for name, code in liars.items():
        path = tmp_path / f"{name.replace(' ', '-')}.py"
        path.write_text(code, encoding="utf-8")
        assert said(client, paths, sys.executable, str(path)) == ["false"] * 4, name


class Liar(BaseHTTPRequestHandler):
    """Answers what is no answer: by the first word of the path."""

    def do_POST(self):
        body = {"text": b"OK", "fault": b'{"may_send":true,"verdict":"accept"}', "empty": b""}
        kind = self.path.split("/")[1]
        self.send_response(500 if kind == "fault" else 200)
        self.send_header("Content-Length", str(len(body[kind])))
        self.end_headers()
        self.wfile.write(body[kind])

    def log_message(self, *_words):
        """Say nothing."""


@pytest.mark.parametrize("language", ["php", "delphi"])
def test_a_client_that_asks_the_port(language, request, paths):
    """It lets the accepted sheet go; nobody there, a wrong token, a fault or an answer of others never do."""
    client = request.getfixturevalue(language)
    with talk() as host, serving(host.service) as door:
        address = f"http://{door.host}"
        found = said(client, paths, address, TOKEN)
        refused = said(client, paths, address, TOKEN[:-1])
    nobody = said(client, paths, address, TOKEN)
    with ThreadingHTTPServer(("127.0.0.1", 0), Liar) as liar:
        thread = threading.Thread(target=liar.serve_forever)
        thread.start()
        lies = [
            said(client, paths, f"http://127.0.0.1:{liar.server_port}/{kind}", TOKEN)
            for kind in ("text", "fault", "empty")
        ]
        liar.shutdown()
        thread.join()

    assert found == ["true", "false", "false", "true"]
    assert [refused, nobody, *lies] == [["false"] * 4] * 5
